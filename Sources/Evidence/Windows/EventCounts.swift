/// How many trials there were and in how many of them the event came about.
public struct EventCounts: Codable, Sendable, Hashable {
  public private(set) var trials: Int
  public private(set) var events: Int
  /// The trials without the event.
  public var others: Int { trials - events }
  /// The share of events, 0 … 1, or nil without a trial.
  public var rate: Double? { trials == 0 ? nil : Double(events) / Double(trials) }

  private enum CodingKeys: String, CodingKey { case trials, events }

  /// Creates counts; negative numbers count as 0, and at most every trial is an event.
  public init(trials: Int = 0, events: Int = 0) {
    self.trials = Swift.max(0, trials)
    self.events = Swift.min(Swift.max(0, events), self.trials)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      trials: try container.decode(Int.self, forKey: .trials),
      events: try container.decode(Int.self, forKey: .events))
  }

  /// Counts one trial.
  public mutating func record(_ isEvent: Bool) {
    merge(EventCounts(trials: 1, events: isEvent ? 1 : 0))
  }

  /// Adds other counts; at the largest number it stays.
  public mutating func merge(_ other: EventCounts) {
    self = EventCounts(
      trials: trials.saturatingAdd(other.trials), events: events.saturatingAdd(other.events))
  }
}
