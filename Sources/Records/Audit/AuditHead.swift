/// How far the audit log goes: kept beside it, so that a cut-off end shows.
public struct AuditHead: Codable, Hashable, Sendable {
  /// Before the first entry.
  public static let start = AuditHead(count: 0, hash: String(repeating: "0", count: 64))

  public let count: Int64
  /// The last entry's hash.
  public let hash: String

  public init(count: Int64, hash: String) {
    self.count = count
    self.hash = hash
  }
}
