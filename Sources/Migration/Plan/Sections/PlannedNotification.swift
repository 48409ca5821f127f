/// Somebody who is told what happens.
public struct PlannedNotification: Codable, Hashable, Sendable {
  /// How they are told.
  public enum Channel: String, Codable, CaseIterable, Hashable, Sendable {
    /// A POST with generic JSON.
    case webhook
    /// A POST as Slack takes it.
    case slack
    case command
    case log
  }

  public var channel: Channel
  public var url: String?
  /// A program and its arguments; the notice is its standard input, as JSON.
  public var command: [String]
  /// What is told; empty: everything.
  public var topics: [NoticeTopic]

  public init(
    channel: Channel, url: String? = nil, command: [String] = [], topics: [NoticeTopic] = []
  ) {
    self.channel = channel
    self.url = url
    self.command = command
    self.topics = topics
  }
}

extension PlannedNotification.Channel: PlanValue {}
extension NoticeTopic: PlanValue {}

extension PlannedNotification: PlanEntry {
  static let limit = 16

  static func blank(_ scalars: [String: String]) -> PlannedNotification {
    PlannedNotification(channel: .log)
  }

  static func fields(for section: PlannedNotification) -> [PlanField<PlannedNotification>] {
    [
      .value("channel", \.channel, "webhook, slack, command or log", isRequired: true),
      .optional("url", \.url, "of a webhook"),
      .values("command", \.command, "a program and its arguments; the notice is its input"),
      .values("topics", \.topics, "what is told; empty: everything"),
    ]
  }
}
