import ConsensusTypes
import Conversions
import EngineRPC
import EngineTypes
import EthereumPrimitives
import LighthouseV4
import LighthouseV5
import SSZ

/// One conversion as the command line asks for it: JSON in, JSON out.
struct Conversion {
  let subject: ConvertCommand.Subject
  let target: ConvertCommand.Target
  let root: Hash32?

  func convert(_ value: JSONValue) throws -> JSONValue {
    do {
      switch subject {
      case .payload: return try payload(value)
      case .block: return try block(value)
      case .forkchoice: return try forkchoice(value)
      case .attributes: return try attributes(value)
      }
    } catch let refusal as ConversionRefusal {
      return [
        "refused": .string(refusal.feature), "reason": .string(refusal.description),
      ]
    }
  }

  // MARK: Payloads

  private func payload(_ value: JSONValue) throws -> JSONValue {
    let params = value["params"] ?? value
    let object = params[0] ?? params["executionPayload"] ?? params["payload"] ?? params
    let root = params[2]?.stringValue.flatMap { try? Hash32(hex: $0) } ?? root
    if target == .v4 { try refuseLaterMembers(of: object, envelope: params) }
    let payload = try ExecutionPayload(json: object)
    switch (target, payload) {
    case (.v5, .v2(let payload)):
      let converted = V4ToV5.convertExecutionPayload(payload, parentBeaconBlockRoot: root)
      return output(converted.value.json, converted.proof)
    case (.v4, .v3(let payload)):
      let converted = try V5ToV4.convertExecutionPayload(payload, parentBeaconBlockRoot: root)
      return output(converted.value.json, converted.proof)
    case (.v5, .v3(let payload)):
      return output(payload.json, HeaderProof(payload, parentBeaconBlockRoot: root))
    case (.v4, .v2(let payload)):
      let proof = HeaderProof(ExecutionPayloadV3(payload), parentBeaconBlockRoot: root)
      return output(payload.json, proof)
    case (_, .v1):
      throw JSONError(.missingMember("withdrawals"))
    }
  }

  /// Electra's members and a blobs bundle, for which v4 has no place.
  private func refuseLaterMembers(of payload: JSONValue, envelope: JSONValue) throws {
    let electra = [
      "executionRequests", "depositRequests", "withdrawalRequests", "consolidationRequests",
    ]
    for name in electra {
      for place in [payload, envelope] where !(place[name]?.isNull ?? true) {
        throw ConversionRefusal.executionRequests(member: name)
      }
    }
    if envelope[3] != nil { throw ConversionRefusal.executionRequests(member: "params[3]") }
    if let bundle = envelope["blobsBundle"], !bundle.isNull {
      let blobs = try BlobsBundle(json: bundle)
      if !blobs.isEmpty {
        throw ConversionRefusal.blobsBundle(
          count: max(blobs.blobs.count, blobs.commitments.count))
      }
    }
  }

  // MARK: Blocks

  private func block(_ value: JSONValue) throws -> JSONValue {
    let signed = value["message"] != nil
    let tree = BeaconValue(value["data"] ?? value)
    switch (target, signed || value["data"]?["message"] != nil) {
    case (.v5, true):
      let block = try SignedBeaconBlockCapella(beaconValue: tree)
      let converted = V4ToV5.convertSignedBlock(block, parentBeaconBlockRoot: root)
      return output(converted.value.beaconValue.json, converted.proof)
    case (.v5, false):
      let block = try BeaconBlockCapella(beaconValue: tree)
      let converted = V4ToV5.convertBlock(block, parentBeaconBlockRoot: root)
      return output(converted.value.beaconValue.json, converted.proof)
    case (.v4, true):
      let block = try SignedBeaconBlockDeneb(beaconValue: tree)
      let converted = try V5ToV4.convertSignedBlock(block, parentBeaconBlockRoot: root)
      return output(converted.value.beaconValue.json, converted.proof)
    case (.v4, false):
      let block = try BeaconBlockDeneb(beaconValue: tree)
      let converted = try V5ToV4.convertBlock(block, parentBeaconBlockRoot: root)
      return output(converted.value.beaconValue.json, converted.proof)
    }
  }

  // MARK: Forkchoice and attributes

  private func forkchoice(_ value: JSONValue) throws -> JSONValue {
    let object = (value["params"] ?? value)[0] ?? value
    let state = try ForkchoiceState(json: object)
    switch target {
    case .v5:
      let converted = V4ToV5.convertForkchoiceState(state)
      var members = converted.wire.json.objectValue ?? JSONObject()
      members["justifiedBlockHash"] = .data(converted.justifiedBlockHash)
      return ["result": .object(members), "proof": nil]
    case .v4:
      let justified = try object["justifiedBlockHash"]?.stringValue.map { try Hash32(hex: $0) }
      let converted = V5ToV4.convertForkchoiceState(
        ForkchoiceStateV3(
          headBlockHash: state.headBlockHash, safeBlockHash: state.safeBlockHash,
          finalizedBlockHash: state.finalizedBlockHash,
          justifiedBlockHash: justified ?? state.finalizedBlockHash))
      var output: JSONObject = JSONObject([
        .init(name: "result", value: converted.state.json), .init(name: "proof", value: nil),
      ])
      if let lost = converted.lostJustifiedBlockHash {
        output["lost"] = ["justifiedBlockHash": .data(lost)]
      }
      return .object(output)
    }
  }

  private func attributes(_ value: JSONValue) throws -> JSONValue {
    let object = (value["params"] ?? value)[1] ?? value
    let attributes = try PayloadAttributes(json: object)
    switch target {
    case .v5:
      // What v4 can say has no root; one that is there already is v5's and stays.
      return ["result": attributes.json, "proof": nil]
    case .v4:
      return ["result": try V5ToV4.convertPayloadAttributes(attributes).wire.json, "proof": nil]
    }
  }

  private func output(_ result: JSONValue, _ proof: HeaderProof) -> JSONValue {
    var object = JSONObject([
      .init(name: "result", value: result), .init(name: "proof", value: .string(proof.name)),
    ])
    if case .deneb(let root) = proof { object["parentBeaconBlockRoot"] = .data(root) }
    return .object(object)
  }
}
