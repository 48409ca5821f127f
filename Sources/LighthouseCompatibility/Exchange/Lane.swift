/// The one way into an engine for what must keep its order: first in, first out, one in flight.
public struct Lane: Sendable {
  /// How much may wait.
  public struct Limits: Sendable, Hashable {
    public var entries = 256
    /// In bytes of requests.
    public var bytes = 64 * 1024 * 1024
    /// Entries from which on reads are dropped, so that they never crowd out an operation.
    public var readEntries = 64

    public init() {}
  }

  /// What became of an entry.
  public enum Admission: Sendable, Hashable {
    /// It is in flight now.
    case started
    case queued
    /// There is no room.
    case refused
  }

  private struct Entry {
    var exchange: ExchangeID
    var size: Int
  }

  private let limits: Limits
  private var queue: [Entry] = []
  private var head = 0
  private var queuedBytes = 0
  public private(set) var inFlight: ExchangeID?

  public init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Entries that wait behind the one in flight.
  public var depth: Int { queue.count - head }

  public var bytes: Int { queuedBytes }

  public mutating func enter(
    _ exchange: ExchangeID, size: Int, mustArrive: Bool
  ) -> Admission {
    guard inFlight != nil else {
      inFlight = exchange
      return .started
    }
    let room = mustArrive ? limits.entries : limits.readEntries
    guard depth < room, queuedBytes + size <= limits.bytes else { return .refused }
    queue.append(Entry(exchange: exchange, size: size))
    queuedBytes += size
    return .queued
  }

  /// Ends the exchange in flight and lets the next one in; returns that one.
  ///
  /// Any other exchange than the one in flight changes nothing.
  public mutating func leave(_ exchange: ExchangeID) -> ExchangeID? {
    guard inFlight == exchange else { return nil }
    guard head < queue.count else {
      inFlight = nil
      return nil
    }
    let next = queue[head]
    head += 1
    queuedBytes -= next.size
    if head == queue.count || head > 64 {
      queue.removeFirst(head)
      head = 0
    }
    inFlight = next.exchange
    return next.exchange
  }
}
