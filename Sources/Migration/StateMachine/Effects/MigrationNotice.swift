/// Something that people are told.
public struct MigrationNotice: Codable, Hashable, Sendable {
  /// How urgent it is.
  public enum Urgency: String, Codable, CaseIterable, Hashable, Sendable {
    case information
    case warning
    /// Somebody has to be woken.
    case page
  }

  public var topic: NoticeTopic
  public var urgency: Urgency
  public var text: String
  /// Notices of one key tell the same; the second may be left out.
  public var key: String

  public init(_ topic: NoticeTopic, _ urgency: Urgency, _ text: String, key: String) {
    self.topic = topic
    self.urgency = urgency
    self.text = text
    self.key = key
  }
}
