/// The one way into an engine for what must keep its order: first in, first out.
///
/// What changes state goes to the engine's transport as soon as it comes, which sends it behind
/// what is on the wire; everything else waits until the engine has answered what came before.
public struct Lane: Sendable {
  /// How much may wait.
  public struct Limits: Sendable, Hashable {
    public var entries = 256
    /// In bytes of requests.
    public var bytes = 64 * 1024 * 1024
    /// Entries from which on reads are dropped, so that they never crowd out an operation.
    public var readEntries = 64
    /// Operations that change state handed to the transport at once.
    public var window = 16

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

  /// Something that wants into the engine.
  public struct Entry: Sendable, Hashable {
    public var exchange: ExchangeID
    /// In bytes.
    public var size: Int
    /// Whether it may be sent before what came before it was answered.
    public var mayFollowUnanswered: Bool
    /// Whether it may take the last places.
    public var mustArrive: Bool

    public init(
      exchange: ExchangeID, size: Int, mayFollowUnanswered: Bool, mustArrive: Bool
    ) {
      self.exchange = exchange
      self.size = size
      self.mayFollowUnanswered = mayFollowUnanswered
      self.mustArrive = mustArrive
    }
  }

  private let limits: Limits
  private var queue: [Entry] = []
  private var head = 0
  private var queuedBytes = 0
  private var flying: [Entry] = []

  public init(limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Entries that wait behind those in flight.
  public var depth: Int { queue.count - head }

  /// Bytes of the entries that wait.
  public var bytes: Int { queuedBytes }

  /// The exchanges that the engine has been given and has not answered.
  public var inFlight: [ExchangeID] { flying.map(\.exchange) }

  public var isEmpty: Bool { flying.isEmpty && depth == 0 }

  public mutating func enter(_ entry: Entry) -> Admission {
    if depth == 0, admits(entry) {
      flying.append(entry)
      return .started
    }
    let room = entry.mustArrive ? limits.entries : limits.readEntries
    guard depth < room, queuedBytes + entry.size <= limits.bytes else { return .refused }
    queue.append(entry)
    queuedBytes += entry.size
    return .queued
  }

  /// Ends an exchange that is in flight; returns those that may go now, in order.
  ///
  /// Any other exchange changes nothing.
  public mutating func leave(_ exchange: ExchangeID) -> [ExchangeID] {
    guard let index = flying.firstIndex(where: { $0.exchange == exchange }) else { return [] }
    flying.remove(at: index)
    var started: [ExchangeID] = []
    while head < queue.count, admits(queue[head]) {
      let next = queue[head]
      head += 1
      queuedBytes -= next.size
      flying.append(next)
      started.append(next.exchange)
    }
    if head == queue.count || head > 64 {
      queue.removeFirst(head)
      head = 0
    }
    return started
  }

  /// Takes everything out that waits; what is in flight stays.
  public mutating func flush() -> [ExchangeID] {
    let waiting = queue[head...].map(\.exchange)
    queue.removeAll()
    head = 0
    queuedBytes = 0
    return waiting
  }

  private func admits(_ entry: Entry) -> Bool {
    guard let last = flying.last else { return true }
    return entry.mayFollowUnanswered && last.mayFollowUnanswered && flying.count < limits.window
  }
}
