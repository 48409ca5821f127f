public import EngineHTTP
public import EngineRPC
import EngineTypes
import EthereumPrimitives

extension OperationSubject {
  /// Outlines a request from its envelope; the parameters are parsed only where they must be.
  public init(method: String, envelope: Envelope, body: MessageBody) {
    let known: OperationSubject? =
      switch EngineMethod(name: method)?.family {
      case .newPayload: Self.newPayload(envelope)
      case .forkchoiceUpdated: Self.forkchoiceUpdated(envelope, body)
      case .getPayload: Self.getPayload(envelope)
      case .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion, nil: nil
      }
    self = known ?? .other(CanonicalDigest(of: Self.params(envelope, body)))
  }

  /// Outlines a call.
  public init(_ call: EngineCall) {
    self.init(method: call.method, envelope: call.envelope, body: call.body)
  }

  private static func newPayload(_ envelope: Envelope) -> OperationSubject? {
    guard let hash = hash(envelope[.blockHash]) else { return nil }
    return .newPayload(blockHash: hash, parentHash: Self.hash(envelope[.parentHash]))
  }

  private static func forkchoiceUpdated(
    _ envelope: Envelope, _ body: MessageBody
  ) -> OperationSubject? {
    guard let head = hash(envelope[.headBlockHash]) else { return nil }
    // Engines take a member that is left out as zero.
    let safe = envelope[.safeBlockHash].map { hash($0) } ?? .zero
    let finalized = envelope[.finalizedBlockHash].map { hash($0) } ?? .zero
    guard let safe, let finalized else { return nil }
    let state = ForkchoiceState(
      headBlockHash: head, safeBlockHash: safe, finalizedBlockHash: finalized)
    guard envelope.hasAttributes else { return .forkchoiceUpdated(state, nil) }
    guard let attributes = params(envelope, body)[1] else { return nil }
    return .forkchoiceUpdated(state, AttributesOutline(attributes))
  }

  private static func getPayload(_ envelope: Envelope) -> OperationSubject? {
    guard envelope.firstParameterKind == .string, let id = envelope[.firstParameter],
      id.utf8.count <= 66
    else { return nil }
    return .getPayload(id: id.lowercased())
  }

  /// An empty array where there are none, or none that can be parsed.
  private static func params(_ envelope: Envelope, _ body: MessageBody) -> JSONValue {
    guard let range = envelope.paramsRange else { return [] }
    return (try? JSONValue(parsing: body[range].bytes)) ?? []
  }

  private static func hash(_ text: String?) -> Hash32? {
    text.flatMap { try? Hash32(hex: $0) }
  }
}

extension AttributesOutline {
  /// Outlines the second parameter of forkchoiceUpdated.
  init(_ attributes: JSONValue) {
    digest = CanonicalDigest(of: attributes, without: ["parentBeaconBlockRoot"])
    timestamp = attributes["timestamp"]?.stringValue.flatMap { try? Hex.decodeQuantity($0) }
    parentBeaconBlockRoot = attributes["parentBeaconBlockRoot"]?.stringValue
      .flatMap { try? Hash32(hex: $0) }
  }
}
