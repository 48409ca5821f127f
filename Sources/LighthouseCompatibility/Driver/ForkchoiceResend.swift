import EngineHTTP
import EngineRPC

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
}
