public import CoreMetrics
public import EngineHTTP
import EngineRPC
public import EngineTypes
public import LighthouseV5
public import Logging
public import NIOCore
public import Observability
public import Tracing

/// Both versions of Lighthouse behind one interface, for a node written in Swift.
///
/// It drives the same core as the gateway: every operation goes to the sides that the mode asks
/// for, in order, and the authority's answer is returned as soon as it is there.
public final class LighthouseCompat: LighthouseAPI {
  public let metrics: CompatMetrics
  let loop: any EventLoop
  let driver: NIOLoopBound<ExchangeDriver>

  /// - Parameters:
  ///   - group: at least two event loops: one for the exchanges, one for comparing them.
  ///   - metrics: what is counted; goes to the program's own backend of swift-metrics.
  ///   - tracer: hears of every operation; the program's own, if it bootstrapped one.
  ///   - now: seconds since 1970.
  public init(
    config: CompatConfig, group: any EventLoopGroup,
    metrics: CompatMetrics = CompatMetrics(sink: MetricSink(MetricsSystem.factory)),
    logger: Logger = Logger(label: "lighthouse-compat"),
    tracer: any Tracer = InstrumentationSystem.tracer, now: @escaping @Sendable () -> Double
  ) async throws {
    let loop = group.next()
    let comparisonLoop = group.next()
    driver = try await loop.submit {
      let driver = try ExchangeDriver(
        config: config, loop: loop, comparisonLoop: comparisonLoop, metrics: metrics,
        logger: logger, tracer: tracer, now: now)
      driver.start()
      return NIOLoopBound(driver, eventLoop: loop)
    }.get()
    self.loop = loop
    self.metrics = metrics
  }

  // MARK: Mode

  public var migrationMode: MigrationMode {
    get async throws { try await loop.submit { [driver] in driver.value.mode }.get() }
  }

  /// Enters another mode from the next operation on, or throws a `ModeRefusal`.
  public func setMigrationMode(_ mode: MigrationMode) async throws {
    try await loop.submit { [driver] in try driver.value.change(to: mode) }.get()
  }

  /// Exchanges of which something, a comparison perhaps, is outstanding.
  public var outstanding: Int {
    get async throws { try await loop.submit { [driver] in driver.value.outstanding }.get() }
  }

  /// Ends what is outstanding and asks no engine anything any more; to be called before the event
  /// loops are shut down.
  public func close() async throws {
    try await loop.submit { [driver] in driver.value.close() }.get()
  }

  // MARK: Operations

  public func newPayload(
    _ request: NewPayloadRequest
  ) async throws(EngineCallError) -> PayloadStatus {
    let status: PayloadStatus = try await call(request.method, request.params)
    return try status.read(for: request.payload.v1.blockHash)
  }

  public func forkchoiceUpdated(
    _ state: ForkchoiceState, _ attributes: PayloadAttributes?
  ) async throws(EngineCallError) -> ForkchoiceUpdatedResponse {
    let version = attributes?.version == 3 ? 3 : 2
    var response: ForkchoiceUpdatedResponse = try await call(
      EngineMethod(.forkchoiceUpdated, version: version).name,
      [state.json, attributes?.json ?? .null])
    response.payloadStatus = try response.payloadStatus.read(for: state.headBlockHash)
    return response
  }

  public func getPayload(
    _ fork: ExecutionFork, _ id: PayloadID
  ) async throws(EngineCallError) -> BuiltPayload {
    let version = fork >= .cancun ? 3 : 2
    return try await call(EngineMethod(.getPayload, version: version).name, [.data(id)])
  }

  func call<Value: EngineDecodable & Sendable>(
    _ method: String, _ params: [JSONValue]
  ) async throws(EngineCallError) -> Value {
    guard let call = EngineCall(method: method, params: params) else {
      throw .malformedAnswer(JSONError(.value("parameters of \(method) are ambiguous")))
    }
    let body = await withCheckedContinuation { continuation in
      loop.execute { [driver] in
        driver.value.respond(to: call) { continuation.resume(returning: $0) }
      }
    }
    return try AnswerReading.read(body)
  }
}
