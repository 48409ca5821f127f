import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives

/// The latest forkchoice without attributes, as Lighthouse sends it to an engine that came back.
enum ForkchoiceResend {
  static func call(_ latest: EngineCall) -> EngineCall? {
    guard let head = latest.envelope[.headBlockHash], let safe = latest.envelope[.safeBlockHash],
      let finalized = latest.envelope[.finalizedBlockHash]
    else { return nil }
    // Lighthouse tells nothing where it has no head yet.
    guard head.contains(where: { !"0x".contains($0) }) else { return nil }
    let state: JSONValue = [
      "headBlockHash": .string(head), "safeBlockHash": .string(safe),
      "finalizedBlockHash": .string(finalized),
    ]
    // Without attributes every version says the same; each dialect renames V2 to its own choice.
    return EngineCall(method: "engine_forkchoiceUpdatedV2", params: [state, nil])
  }

  /// The forkchoice that a call carries; nil where it has no head yet, or is malformed.
  static func state(_ call: EngineCall) -> ForkchoiceState? {
    guard let head = hash(call, .headBlockHash), !head.isZero,
      let safe = hash(call, .safeBlockHash), let finalized = hash(call, .finalizedBlockHash)
    else { return nil }
    return ForkchoiceState(headBlockHash: head, safeBlockHash: safe, finalizedBlockHash: finalized)
  }

  private static func hash(_ call: EngineCall, _ field: EnvelopeField) -> Hash32? {
    call.envelope[field].flatMap { try? Hash32(hex: $0) }
  }
}
