/// What the audit log is to say: who did what, why, and on what evidence.
public struct AuditNote: Codable, Hashable, Sendable {
  public let migration: String
  public let who: String
  public let what: String
  public let why: String
  /// JSON text, or empty.
  public let evidence: String
  public let wallMilliseconds: Int64

  /// Takes the texts, each cut to 8 KiB and the evidence to 256 KiB.
  public init(
    migration: String = "", who: String, what: String, why: String, evidence: String = "",
    wallMilliseconds: Int64
  ) {
    self.migration = ClippedText.clip(migration, to: ClippedText.sentence)
    self.who = ClippedText.clip(who, to: ClippedText.sentence)
    self.what = ClippedText.clip(what, to: ClippedText.sentence)
    self.why = ClippedText.clip(why, to: ClippedText.sentence)
    self.evidence = ClippedText.clip(evidence, to: ClippedText.evidence)
    self.wallMilliseconds = wallMilliseconds
  }
}
