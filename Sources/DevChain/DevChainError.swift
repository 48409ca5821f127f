/// Why a chain cannot be started.
public enum DevChainError: Error, Hashable, Sendable {
  /// The genesis is no JSON.
  case notJSON(String)
  /// A member of the genesis is missing or is not what it should be.
  case malformed(member: String, expected: String)
  /// The genesis asks for something that this chain does not do.
  case unsupported(member: String, reason: String)
  /// Extra data longer than a header may have.
  case extraDataTooLong(maximum: Int, actual: Int)
}

extension DevChainError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notJSON(let reason): "the genesis is no JSON: \(reason)"
    case .malformed(let member, let expected): "genesis \(member): expected \(expected)"
    case .unsupported(let member, let reason): "genesis \(member): \(reason)"
    case .extraDataTooLong(let maximum, let actual):
      "extraData of \(actual) bytes, at most \(maximum)"
    }
  }
}
