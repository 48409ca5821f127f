import EngineTypes
import EthereumPrimitives

/// When each block became known to a run, so that the gateway may give it to an engine.
enum KnownBlocks {
  static func introductions(_ logs: ComparedLogs) -> [Hash32: Int64] {
    var moments: [Hash32: Int64] = [:]
    func introduce(_ hash: Hash32, _ moment: Int64) {
      moments[hash] = min(moments[hash] ?? .max, moment)
    }
    for hash in logs.expectations.knownBlocks { introduce(hash, .min) }
    for entry in logs.caller {
      switch entry.subject {
      case .newPayload(let hash, let parent):
        introduce(hash, entry.asked)
        if let parent { introduce(parent, entry.asked) }
      case .forkchoiceUpdated(let state, _): introduce(state.headBlockHash, entry.asked)
      case .getPayload, .other: break
      }
    }
    // A build may be offered to the other engine before the caller gets it.
    for index in logs.engines {
      for entry in index.entries {
        guard let built = entry.result?.built, let answered = entry.answered else { continue }
        introduce(built.blockHash, answered)
      }
    }
    return moments
  }
}
