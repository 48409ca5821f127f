import EngineRPC
import EngineTypes
import EthereumPrimitives

extension EngineCatchUp {
  /// Takes a result to what it was asked for.
  mutating func accept(_ result: JSONValue, for asked: PendingRequest) throws(CatchUpError) {
    switch asked.purpose {
    case .targetHead:
      reached = try reference(result, asked)
      plan()
    case .targetHas(let hash, let number):
      try targetAnswered(hash, number, result.isNull ? nil : try reference(result, asked))
    case .sourceHeader(let hash, let number):
      guard !result.isNull else { return try sourceLacks(hash) }
      try descend(from: ProvenHeader(result), hash, number)
    case .sourceBlock(let index):
      guard !result.isNull else { return try sourceLacks(ancestry.hash(at: index)) }
      try takeBlock(result, at: index)
    case .sourceBody(let index, let header, let reason):
      try takeBody(result, of: header, at: index, instead: reason)
    case .newPayload(let index):
      let status = try read(asked) { () throws(JSONError) in try PayloadStatus(json: result) }
      try judge(status, of: asked.request, at: index)
    case .waypoint(let index):
      try judge(response(result, asked), of: asked.request, passing: index)
    case .forkchoice:
      try judge(response(result, asked), of: asked.request)
    case .headCheck:
      try compareHead(try reference(result, asked))
    case .sourceHead(let target):
      try compareHeads(target: target, source: try reference(result, asked))
    }
  }

  private func response(
    _ result: JSONValue, _ asked: PendingRequest
  ) throws(CatchUpError) -> PayloadStatus {
    try read(asked) { () throws(JSONError) in
      try ForkchoiceUpdatedResponse(json: result).payloadStatus
    }
  }

  private func reference(
    _ result: JSONValue, _ asked: PendingRequest
  ) throws(CatchUpError) -> BlockReference {
    guard !result.isNull else {
      throw .noBlock(
        asked.request.party, asked: asked.request.params[0]?.stringValue ?? "unknown")
    }
    return try read(asked) { () throws(JSONError) in try BlockReference(result) }
  }

  private func read<Value>(
    _ asked: PendingRequest, _ read: () throws(JSONError) -> Value
  ) throws(CatchUpError) -> Value {
    do throws(JSONError) {
      return try read()
    } catch {
      throw .malformedAnswer(asked.request.party, method: asked.request.method, error)
    }
  }
}
