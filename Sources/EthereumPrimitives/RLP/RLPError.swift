/// Why bytes are no canonical RLP, or not what was looked for.
public enum RLPError: Error, Hashable, Sendable {
  case truncated(needed: Int, available: Int)
  case trailingBytes(Int)
  /// A length or a single byte that has a shorter form.
  case notCanonical
  case tooDeep(limit: Int)
  case expectedList
  case expectedBytes
  /// A byte string of another length than the type's.
  case wrongLength(expected: Int, actual: Int)
}

extension RLPError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .truncated(let needed, let available): "\(needed) bytes needed, \(available) there"
    case .trailingBytes(let count): "\(count) bytes after the end"
    case .notCanonical: "a length or byte that has a shorter form"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .expectedList: "bytes where a list must be"
    case .expectedBytes: "a list where bytes must be"
    case .wrongLength(let expected, let actual): "\(actual) bytes, expected \(expected)"
    }
  }
}
