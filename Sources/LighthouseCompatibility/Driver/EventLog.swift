/// The last things that happened to the routing, newest last.
public struct EventLog: Sendable {
  public static let capacity = 128

  public struct Entry: Sendable {
    /// In seconds on the driver's clock, which does not go back.
    public let uptime: Double
    public let event: ExchangeEvent
  }

  public private(set) var entries: [Entry] = []

  mutating func append(_ event: ExchangeEvent, uptime: Double) {
    if entries.count == Self.capacity { entries.removeFirst() }
    entries.append(Entry(uptime: uptime, event: event))
  }
}
