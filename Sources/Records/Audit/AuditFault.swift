/// What is wrong with the first broken entry of an audit log.
public enum AuditFault: Hashable, Sendable {
  /// The entry is gone; the next one found bears that number, or the log ends there.
  case missing(found: Int64?)
  /// An entry with a number that was there already.
  case outOfOrder(found: Int64)
  /// Its previous hash is not the hash of the entry before.
  case wrongPrevious(found: String, expected: String)
  /// Its fields do not have its hash.
  case wrongHash(found: String, expected: String)
  /// The last entry's hash is not the one kept beside the log.
  case wrongHead(found: String, expected: String)
  /// It stands beyond the count kept beside the log.
  case beyondHead(count: Int64)
}

extension AuditFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missing(let found):
      found.map { "the entry is missing, \($0) follows" } ?? "the entry is missing, the log ends"
    case .outOfOrder(let found): "entry \(found) stands in its place"
    case .wrongPrevious(let found, let expected):
      "it follows an entry with hash \(found), the one before has \(expected)"
    case .wrongHash(let found, let expected): "it bears hash \(found), its fields have \(expected)"
    case .wrongHead(let found, let expected):
      "the log ends with hash \(found), the one kept beside it is \(expected)"
    case .beyondHead(let count): "only \(count) entries were counted"
    }
  }
}
