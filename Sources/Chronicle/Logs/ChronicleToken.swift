/// An operation that began and has not ended.
public struct ChronicleToken: Sendable, Hashable {
  /// The operation's number; nil where the log was full.
  public let number: Int?
  let method: String
}
