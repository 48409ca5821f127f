public import EngineRPC
public import NIOCore

/// Connections to one engine on one event loop, each request with a token minted for it.
///
/// It lives on its event loop and must be called there only.
public final class EngineUpstream {
  /// How much at once.
  public struct Limits: Sendable, Hashable {
    /// For requests that keep no order.
    public var connections = 16
    /// Requests that wait for such a connection; one more is refused.
    public var waiting = 256
    /// In bytes.
    public var answerBytes = 128 * 1024 * 1024
    public var connectTime = TimeAmount.seconds(2)

    public init() {}
  }

  /// How a request stands to the others.
  public enum Order: Sendable, Hashable {
    /// As soon as a connection is free.
    case independent
    /// Behind every earlier request that keeps its place. How many may be waiting is the caller's
    /// affair.
    case inOrder
    /// The same, and an engine that has seen it must not see an earlier one of this kind any more:
    /// a forkchoice.
    case superseding

    var keepsPlace: Bool { self != .independent }
  }

  public let endpoint: UpstreamEndpoint
  private let loop: any EventLoop
  private let pool: ConnectionPool
  private let deadlines: DeadlineQueue
  private let line: OrderedLine
  private var isClosed = false
  private var lastWireID: UInt64 = 0
  /// Whether the engine answers each request under its own id.
  ///
  /// Only then does each bear one that no other has had, and are several sent ahead: many nodes give
  /// every request the same id, by which an answer that comes twice is taken for the next one's.
  public var givesIDsBack = false

  /// - Parameter now: seconds since 1970.
  public init(
    endpoint: UpstreamEndpoint, mint: JWTMint, loop: any EventLoop, limits: Limits = Limits(),
    now: @escaping () -> Double
  ) {
    self.endpoint = endpoint
    self.loop = loop
    let connector = UpstreamConnector(
      endpoint: endpoint, mint: mint, loop: loop, limits: limits, now: now)
    deadlines = DeadlineQueue(loop: loop)
    pool = ConnectionPool(connector: connector, limits: limits)
    line = OrderedLine(connector: connector, deadlines: deadlines, loop: loop)
    deadlines.expire = { [weak self] in self?.expire($0) }
  }

  /// Sends one JSON-RPC request; `completion` is called once, on the event loop.
  ///
  /// - Parameter timeout: to the last byte of the answer; from now, or, in order, from when the
  ///   requests before it have been answered.
  public func send(
    _ request: UpstreamRequest, order: Order = .independent, timeout: TimeAmount,
    completion: @escaping (Result<UpstreamAnswer, TransportFailure>) -> Void
  ) {
    loop.preconditionInEventLoop()
    let exchange = UpstreamExchange(
      request: request, order: order, timeout: timeout,
      completion: completion)
    if givesIDsBack, request.idRange != nil {
      lastWireID += 1
      exchange.wireID = Array(decimal: lastWireID)
    }
    guard !isClosed else { return exchange.complete(.failure(.closed(endpoint: "\(endpoint)"))) }
    switch order {
    case .independent:
      deadlines.insert(exchange)
      pool.dispatch(exchange)
    case .inOrder, .superseding:
      line.dispatch(exchange)
    }
  }

  /// Ends every request as closed, and takes no more.
  public func close() {
    isClosed = true
    pool.close()
    line.close()
  }

  private func expire(_ exchange: UpstreamExchange) {
    guard !exchange.isComplete else { return }
    if exchange.order.keepsPlace { line.remove(exchange) } else { pool.remove(exchange) }
    let milliseconds = exchange.timeout.nanoseconds / 1_000_000
    exchange.complete(.failure(.timedOut(milliseconds: milliseconds)))
  }
}

extension [UInt8] {
  /// A number's decimal digits.
  fileprivate init(decimal number: UInt64) {
    // UInt64.max has twenty.
    self.init(unsafeUninitializedCapacity: 20) { buffer, count in
      var rest = number
      repeat {
        buffer[19 - count] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
        count += 1
      } while rest > 0
      for place in 0..<count { buffer[place] = buffer[20 - count + place] }
    }
  }
}
