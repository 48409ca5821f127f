/// What the `finalized` marker says for people.
public struct FinalizedMarker: Codable, Hashable, Sendable {
  public let migration: String
  public let attempt: Int
  public let who: String
  public let wallMilliseconds: Int64

  public init(migration: String, attempt: Int, who: String, wallMilliseconds: Int64) {
    self.migration = migration
    self.attempt = attempt
    self.who = ClippedText.clip(who, to: 1_024)
    self.wallMilliseconds = wallMilliseconds
  }
}
