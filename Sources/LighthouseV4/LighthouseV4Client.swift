public import EngineHTTP
public import EngineRPC
public import EngineTypes
public import EthereumPrimitives
public import NIOCore

/// Drives an engine as Lighthouse v4.5.0 does.
public final class LighthouseV4Client: Sendable {
  private let engine: EngineClient

  /// - Parameter now: seconds since 1970.
  public init(
    endpoint: UpstreamEndpoint, secret: JWTSecret, timeoutMultiplier: Double = 1,
    loop: any EventLoop, now: @escaping @Sendable () -> Double
  ) async throws {
    engine = try await EngineClient(
      endpoint: endpoint, secret: secret, dialect: V4Dialect(),
      timeoutMultiplier: timeoutMultiplier, loop: loop, now: now)
  }

  /// Hands a Capella payload over; VALID counts only with the payload's own hash beside it.
  public func newPayload(
    _ payload: ExecutionPayloadCapella
  ) async throws(EngineCallError) -> PayloadStatus {
    let status: PayloadStatus = try await engine.call("engine_newPayloadV2", [payload.json])
    return try status.read(for: payload.blockHash)
  }

  public func forkchoiceUpdated(
    _ state: ForkchoiceState, _ attributes: PayloadAttributesV2?
  ) async throws(EngineCallError) -> ForkchoiceUpdatedResponse {
    var response = try await engine.forkchoiceUpdated(
      state, attributes?.wire, method: "engine_forkchoiceUpdatedV2")
    response.payloadStatus = try response.payloadStatus.read(for: state.headBlockHash)
    return response
  }

  /// Fetches a build; its block value is zero where the engine has V1 only.
  public func getPayload(_ id: PayloadID) async throws(EngineCallError) -> BuiltPayload {
    try await engine.call("engine_getPayloadV2", [.data(id)])
  }
}
