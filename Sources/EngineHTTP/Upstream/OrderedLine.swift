import NIOCore

/// The one connection for requests that an engine must get in order.
///
/// What is waiting already when more is asked goes out together, pipelined: an HTTP/1.1 server
/// answers the requests of a connection one after the other, so the engine's order stays the
/// caller's while the wire is never idle. Only requests that bear an id of their own go out so; an
/// engine that closes a connection with several requests on it gets one at a time.
final class OrderedLine {
  /// Requests on the connection at once.
  static let depth = 16
  /// Larger requests travel alone: the wire is busy with them anyway.
  static let largestPipelined = 256 * 1024

  private let connector: UpstreamConnector
  private let deadlines: DeadlineQueue
  private let loop: any EventLoop
  private var waiting = CircularBuffer<UpstreamExchange>()
  private var connection: UpstreamConnection?
  private var isConnecting = false
  private var flushIsDue = false
  private var survivesPipelining = true
  private var isClosed = false

  init(connector: UpstreamConnector, deadlines: DeadlineQueue, loop: any EventLoop) {
    self.connector = connector
    self.deadlines = deadlines
    self.loop = loop
  }

  func dispatch(_ exchange: UpstreamExchange) {
    waiting.append(exchange)
    pump()
  }

  /// Takes an exchange out whose time is up; what stood behind it is sent anew.
  func remove(_ exchange: UpstreamExchange) {
    waiting.removeAll { $0 === exchange }
    guard let carrier = exchange.connection else { return pump() }
    let others = carrier.takeExchanges().filter { $0 !== exchange }
    carrier.abort()
    if connection === carrier { connection = nil }
    resend(others)
  }

  /// Ends what it carries and what waits, for good.
  func close() {
    isClosed = true
    let carried = connection?.takeExchanges() ?? []
    connection?.abort()
    connection = nil
    fail(carried + takeWaiting(), .closed(endpoint: "\(connector.endpoint)"))
  }

  private func takeWaiting() -> [UpstreamExchange] {
    defer { waiting.removeAll() }
    return Array(waiting)
  }

  private func fail(_ exchanges: [UpstreamExchange], _ failure: TransportFailure) {
    for exchange in exchanges where !exchange.isComplete { exchange.complete(.failure(failure)) }
  }

  private func pump() {
    guard let connection, connection.isActive else {
      // The clock of the first one runs while the connection is made.
      waiting.first?.watch(by: deadlines)
      return connect()
    }
    while let next = waiting.first, admits(next, connection) {
      waiting.removeFirst()
      send(next, on: connection)
    }
  }

  private func admits(_ exchange: UpstreamExchange, _ connection: UpstreamConnection) -> Bool {
    guard connection.load > 0 else { return true }
    return exchange.wireID != nil && survivesPipelining && connection.load < Self.depth
      && exchange.request.body.count <= Self.largestPipelined
  }

  private func send(_ exchange: UpstreamExchange, on connection: UpstreamConnection) {
    guard connection.load > 0 else {
      exchange.watch(by: deadlines)
      return connection.start(exchange, prefix: connector.prefix())
    }
    connection.start(exchange, prefix: connector.prefix(), flushes: false)
    flushSoon()
  }

  /// One flush for all that is written in this turn of the loop.
  private func flushSoon() {
    guard !flushIsDue else { return }
    flushIsDue = true
    loop.assumeIsolated().execute { [self] in
      flushIsDue = false
      connection?.flush()
    }
  }

  private func connect() {
    guard !isConnecting, !waiting.isEmpty else { return }
    isConnecting = true
    connector.connect { [weak self] connection, event in
      self?.note(connection, event)
    } completion: { [self] result in
      isConnecting = false
      switch result {
      case .success(let made) where isClosed: made.abort()
      case .success(let made):
        connection = made
        pump()
      case .failure(let failure): fail(takeWaiting(), failure)
      }
    }
  }

  private func note(_ connection: UpstreamConnection, _ event: UpstreamConnection.Event) {
    switch event {
    case .answered:
      connection.first?.watch(by: deadlines)
      pump()
    case .closed:
      if self.connection === connection { self.connection = nil }
      lose(connection)
    }
  }

  /// Settles what a closed connection carried: the first request may have met its end in the
  /// engine, those behind it did not.
  private func lose(_ connection: UpstreamConnection) {
    let lost = connection.takeExchanges().filter { !$0.isComplete }
    guard let first = lost.first else { return pump() }
    if connection.mayHaveBeenStale, !first.wasRetried {
      first.wasRetried = true
      return resend(lost, wereSeen: !connection.announcedItsEnd)
    }
    resend(Array(lost.dropFirst()))
    first.complete(.failure(.closed(endpoint: "\(connector.endpoint)")))
  }

  /// Sends anew what was lost together; of superseding requests that the engine may have seen only
  /// the last, or it would see an earlier one behind a later.
  private func resend(_ exchanges: [UpstreamExchange], wereSeen: Bool = true) {
    if exchanges.count > 1 { survivesPipelining = false }
    let last = exchanges.last { $0.order == .superseding }
    var superseded: [UpstreamExchange] = []
    for exchange in exchanges.reversed() {
      exchange.unwatch()
      exchange.connection = nil
      if wereSeen, exchange.order == .superseding, exchange !== last {
        superseded.append(exchange)
      } else {
        waiting.prepend(exchange)
      }
    }
    pump()
    fail(superseded.reversed(), .closed(endpoint: "\(connector.endpoint)"))
  }
}
