/// An engine's capabilities as last heard, for fifteen minutes; forgotten when it goes offline.
public struct CapabilityCache: Sendable {
  /// How long capabilities count, in seconds, as in Lighthouse.
  public static let lifetime: Double = 15 * 60

  private var entry: (capabilities: Capabilities, fetched: Double)?

  public init() {}

  /// - Parameter now: seconds on any clock that does not go back.
  public func current(now: Double) -> Capabilities? {
    guard let entry, now - entry.fetched < Self.lifetime else { return nil }
    return entry.capabilities
  }

  /// What was last heard, however long ago.
  public var lastKnown: Capabilities? { entry?.capabilities }

  public mutating func store(_ capabilities: Capabilities, now: Double) {
    entry = (capabilities, now)
  }

  public mutating func clear() {
    entry = nil
  }
}
