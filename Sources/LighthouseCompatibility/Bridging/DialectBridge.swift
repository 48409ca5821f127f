import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives

/// Serves a caller that speaks v4's dialect on a chain past Cancun, as far as it can be proven.
///
/// Where the fork lies is learned from the engine: it refuses V2 from Cancun on. Nothing is sent
/// whose block hash does not prove it, and nothing handed out that v4 has no words for.
final class DialectBridge {
  private let policy: BeaconRootPolicy
  private var memory = DenebMemory()
  /// The builds that were begun in V3's words, with their root.
  private var builds: [String: Hash32] = [:]
  private var buildOrder: [String] = []
  /// The earliest timestamp that is known to lie past Cancun.
  private var cancunSince: UInt64?

  private static let mostBuilds = 64

  init(policy: BeaconRootPolicy) {
    self.policy = policy
  }

  /// A call in V3's words, where it is known to need them; nil where it goes as it is.
  func translated(_ call: EngineCall) throws(BridgeRefusal) -> EngineCall? {
    guard cancunSince != nil || !builds.isEmpty else { return nil }
    guard let method = call.engineMethod, method.version == 2 else { return nil }
    switch method.family {
    case .newPayload: return try isPastCancun(call.envelope[.timestamp]) ? newPayload(call) : nil
    case .forkchoiceUpdated:
      guard call.envelope.hasAttributes, isPastCancun(call.envelope[.attributesTimestamp]) else {
        return nil
      }
      return try forkchoiceUpdated(call)
    case .getPayload:
      guard let id = call.envelope[.firstParameter], builds[id] != nil else { return nil }
      return EngineCall(method: "engine_getPayloadV3", params: [.string(id)])
    case .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion: return nil
    }
  }

  /// The same in V3's words, where an engine refused V2's because of the fork; nil otherwise.
  func translated(
    _ call: EngineCall, refusedWith error: EngineError
  ) throws(BridgeRefusal) -> EngineCall? {
    guard error.knownCode == .unsupportedFork || error.knownCode == .invalidParams,
      let method = call.engineMethod, method.version == 2
    else { return nil }
    switch method.family {
    case .newPayload: return try newPayload(call, refusedWith: error)
    case .forkchoiceUpdated where call.envelope.hasAttributes: return try forkchoiceUpdated(call)
    case .forkchoiceUpdated, .getPayload, .getPayloadBodiesByHash, .getPayloadBodiesByRange,
      .getClientVersion:
      return nil
    }
  }

  /// -32602 is geth's word for V2 past Cancun, and every engine's for a payload that is wrong: there
  /// the engine's own word stands.
  private func newPayload(
    _ call: EngineCall, refusedWith error: EngineError
  ) throws(BridgeRefusal) -> EngineCall? {
    do throws(BridgeRefusal) {
      return try newPayload(call)
    } catch let refusal {
      switch refusal {
      case .malformed: return nil
      case .unproven where error.knownCode == .invalidParams:
        guard isPastCancun(call.envelope[.timestamp]) else { return nil }
        throw refusal
      case .unproven, .feature: throw refusal
      }
    }
  }

  /// Notes that the engine took a call in V3's words: its time lies past Cancun.
  func noteTaken(_ call: EngineCall, answer: UpstreamAnswer) {
    guard let method = call.engineMethod, method.version == 3 else { return }
    let time = call.envelope[method.family == .newPayload ? .timestamp : .attributesTimestamp]
    if let time = time.flatMap(Self.quantity) { cancunSince = min(cancunSince ?? time, time) }
    guard method.family == .forkchoiceUpdated, call.envelope.hasAttributes,
      let id = answer.envelope[.payloadId], id != "null",
      let root = call.envelope[.parentBeaconBlockRoot].flatMap({ try? Hash32(hex: $0) })
    else { return }
    if builds.updateValue(root, forKey: id) == nil { buildOrder.append(id) }
    if buildOrder.count > Self.mostBuilds { builds[buildOrder.removeFirst()] = nil }
  }

  /// A getPayloadV3's result in the words of V2, for the caller that asked so.
  func answer(
    _ answer: UpstreamAnswer, toBuild id: String, callersID: [UInt8]?
  ) throws(BridgeRefusal) -> MessageBody {
    guard let range = answer.envelope.resultRange, let root = builds[id] else {
      throw .malformed("no result")
    }
    let built: BuiltPayload
    do { built = try BuiltPayload(json: answer.body[range].bytes) } catch {
      throw .malformed("getPayload: \(error)")
    }
    guard case .v3(let payload) = built.payload else { return answer.body }
    let block = "\(payload.v2.v1.blockHash)"
    try Self.refuseBlobs(payload, bundle: built.blobsBundle, block)
    guard payload.computedBlockHash(parentBeaconBlockRoot: root) == payload.v2.v1.blockHash else {
      throw .unproven(block: block)
    }
    memory.remember(
      payload.v2.v1.blockHash,
      DenebFields(
        blobGasUsed: payload.blobGasUsed, excessBlobGas: payload.excessBlobGas,
        parentBeaconBlockRoot: root))
    let plain = BuiltPayload(payload: .v2(payload.v2), blockValue: built.blockValue)
    return RPCMessage.result(plain.json, id: callersID)
  }

  // MARK: Handing over

  var carried: CarriedState.Bridge {
    CarriedState.Bridge(
      cancunSince: cancunSince,
      builds: buildOrder.compactMap { id in builds[id].map { [id, "\($0)"] } },
      blocks: memory.all.map {
        CarriedState.DenebBlock(
          block: "\($0.block)", blobGasUsed: $0.fields.blobGasUsed,
          excessBlobGas: $0.fields.excessBlobGas,
          parentBeaconBlockRoot: "\($0.fields.parentBeaconBlockRoot)")
      })
  }

  func restore(_ carried: CarriedState.Bridge) {
    cancunSince = carried.cancunSince
    for build in carried.builds where build.count == 2 {
      guard let root = try? Hash32(hex: build[1]) else { continue }
      if builds.updateValue(root, forKey: build[0]) == nil { buildOrder.append(build[0]) }
    }
    for block in carried.blocks {
      guard let hash = try? Hash32(hex: block.block),
        let root = try? Hash32(hex: block.parentBeaconBlockRoot)
      else { continue }
      memory.remember(
        hash,
        DenebFields(
          blobGasUsed: block.blobGasUsed, excessBlobGas: block.excessBlobGas,
          parentBeaconBlockRoot: root))
    }
  }

  // MARK: V3's words

  private func isPastCancun(_ timestamp: String?) -> Bool {
    guard let cancunSince, let time = timestamp.flatMap(Self.quantity) else { return false }
    return time >= cancunSince
  }

  private static func quantity(_ text: String) -> UInt64? {
    text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : nil
  }

  private func newPayload(_ call: EngineCall) throws(BridgeRefusal) -> EngineCall? {
    let payload: ExecutionPayload
    do {
      guard let range = call.envelope.paramsRange,
        let first = try JSONValue(parsing: call.body[range].bytes).arrayValue?.first
      else { throw JSONError(.missingMember("params")) }
      payload = try ExecutionPayload(json: first.utf8)
    } catch {
      throw .malformed("newPayload: \(error)")
    }
    guard case .v2(let capella) = payload else { return nil }
    // A block of before Cancun is none of the bridge's: the engine's own word stands.
    if capella.computedBlockHash == capella.v1.blockHash { return nil }
    let block = "\(capella.v1.blockHash)"
    if capella.v1.transactions.contains(where: { $0.first == VersionedHash.blobTransactionType }) {
      throw .feature("blobTransaction", block: block)
    }
    let (deneb, root) = try prove(capella)
    return EngineCall(
      method: "engine_newPayloadV3", params: [deneb.json, [], .data(root)])
  }

  /// Finds the Deneb fields that make the block's hash: remembered, or unused.
  private func prove(
    _ capella: ExecutionPayloadV2
  ) throws(BridgeRefusal) -> (ExecutionPayloadV3, Hash32) {
    let parent = capella.v1.parentHash
    let root = policy.root(parent: parent)
    var candidates: [DenebFields] = []
    if let known = memory[capella.v1.blockHash] { candidates.append(known) }
    if let excess = memory[parent]?.nextExcess {
      candidates.append(DenebFields(excessBlobGas: excess, parentBeaconBlockRoot: root))
    }
    candidates.append(DenebFields(parentBeaconBlockRoot: root))
    for fields in candidates {
      let deneb = ExecutionPayloadV3(
        capella, blobGasUsed: fields.blobGasUsed, excessBlobGas: fields.excessBlobGas)
      let computed = deneb.computedBlockHash(parentBeaconBlockRoot: fields.parentBeaconBlockRoot)
      guard computed == capella.v1.blockHash else { continue }
      memory.remember(capella.v1.blockHash, fields)
      return (deneb, fields.parentBeaconBlockRoot)
    }
    throw .unproven(block: "\(capella.v1.blockHash)")
  }

  private func forkchoiceUpdated(_ call: EngineCall) throws(BridgeRefusal) -> EngineCall? {
    guard let params = try? call.params().arrayValue, params.count > 1,
      case .object(var attributes) = params[1],
      let head = call.envelope[.headBlockHash].flatMap({ try? Hash32(hex: $0) })
    else { return nil }
    attributes["parentBeaconBlockRoot"] = .data(policy.root(parent: head))
    return EngineCall(
      method: "engine_forkchoiceUpdatedV3", params: [params[0], .object(attributes)])
  }

  private static func refuseBlobs(
    _ payload: ExecutionPayloadV3, bundle: BlobsBundle?, _ block: String
  ) throws(BridgeRefusal) {
    if payload.blobGasUsed != 0 { throw .feature("blobGasUsed", block: block) }
    if payload.excessBlobGas != 0 { throw .feature("excessBlobGas", block: block) }
    if let bundle, !bundle.isEmpty { throw .feature("blobsBundle", block: block) }
    if payload.v2.v1.transactions.contains(where: { $0.first == VersionedHash.blobTransactionType })
    {
      throw .feature("blobTransaction", block: block)
    }
  }
}
