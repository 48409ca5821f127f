import EngineRPC
public import EngineHTTP
public import EngineTypes
public import LighthouseV4
public import LighthouseV5

/// What a consensus node asks of its engine through Lighthouse, whatever the version.
public protocol LighthouseAPI: Sendable {
  /// What newPayload takes.
  associatedtype NewPayload
  associatedtype State
  associatedtype Attributes
  /// What getPayload takes besides the id.
  associatedtype PayloadKind

  func newPayload(_ payload: NewPayload) async throws(EngineCallError) -> PayloadStatus
  func forkchoiceUpdated(
    _ state: State, _ attributes: Attributes?
  ) async throws(EngineCallError) -> ForkchoiceUpdatedResponse
  func getPayload(
    _ kind: PayloadKind, _ id: PayloadID
  ) async throws(EngineCallError) -> BuiltPayload
}

extension LighthouseV5Client: LighthouseAPI {}

extension LighthouseV4Client: LighthouseAPI {
  /// Fetches a build; v4 knows none newer than Capella.
  public func getPayload(
    _ fork: ExecutionFork, _ id: PayloadID
  ) async throws(EngineCallError) -> BuiltPayload {
    guard fork < .cancun else {
      throw .inexpressible(.denebStructure(method: "engine_getPayloadV3"))
    }
    return try await getPayload(id)
  }
}
