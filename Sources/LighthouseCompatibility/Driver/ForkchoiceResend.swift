import EngineHTTP
import EngineRPC

/// The latest forkchoice without attributes, as Lighthouse sends it to an engine that came back.
enum ForkchoiceResend {
  static func call(_ latest: EngineCall) -> EngineCall? {
    guard let head = latest.envelope[.headBlockHash], let safe = latest.envelope[.safeBlockHash],
      let finalized = latest.envelope[.finalizedBlockHash]
    else { return nil }
    let state: JSONValue = [
      "headBlockHash": .string(head), "safeBlockHash": .string(safe),
      "finalizedBlockHash": .string(finalized),
    ]
    // Without attributes every version says the same, and V2 is the one that every engine of
    // either dialect serves.
    return EngineCall(method: "engine_forkchoiceUpdatedV2", params: [state, nil])
  }
}
