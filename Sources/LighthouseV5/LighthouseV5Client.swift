public import EngineHTTP
public import EngineRPC
public import EngineTypes
public import EthereumPrimitives
public import NIOCore

/// Drives an engine as Lighthouse v5.0.0 does.
public final class LighthouseV5Client: Sendable {
  private let engine: EngineClient

  /// - Parameter now: seconds since 1970.
  public init(
    endpoint: UpstreamEndpoint, secret: JWTSecret, timeoutMultiplier: Double = 1,
    loop: any EventLoop, now: @escaping @Sendable () -> Double
  ) async throws {
    engine = try await EngineClient(
      endpoint: endpoint, secret: secret, dialect: V5Dialect(),
      timeoutMultiplier: timeoutMultiplier, loop: loop, now: now)
  }

  /// Hands a payload over, by the method that its fork asks for.
  public func newPayload(
    _ request: NewPayloadRequest
  ) async throws(EngineCallError) -> PayloadStatus {
    let status: PayloadStatus = try await engine.call(request.method, request.params)
    return try status.read(for: request.payload.v1.blockHash)
  }

  public func forkchoiceUpdated(
    _ state: ForkchoiceStateV3, _ attributes: PayloadAttributesV3?
  ) async throws(EngineCallError) -> ForkchoiceUpdatedResponse {
    let version = attributes?.version == 3 ? 3 : 2
    var response = try await engine.forkchoiceUpdated(
      state.wire, attributes,
      method: EngineMethod(.forkchoiceUpdated, version: version).name)
    response.payloadStatus = try response.payloadStatus.read(for: state.headBlockHash)
    return response
  }

  /// Fetches a build of a fork: V3 for Deneb, V2 before.
  public func getPayload(
    _ fork: ExecutionFork, _ id: PayloadID
  ) async throws(EngineCallError) -> BuiltPayload {
    let version = fork >= .cancun ? 3 : 2
    return try await engine.call(EngineMethod(.getPayload, version: version).name, [.data(id)])
  }
}
