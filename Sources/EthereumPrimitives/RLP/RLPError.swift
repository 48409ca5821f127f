/// Why bytes are no canonical RLP.
public enum RLPError: Error, Hashable, Sendable {
  case truncated(needed: Int, available: Int)
  case trailingBytes(Int)
  /// A length or a single byte that has a shorter form.
  case notCanonical
  case tooDeep(limit: Int)
  case expectedList
  case expectedBytes
  case tooLong(maximum: Int, actual: Int)
}
