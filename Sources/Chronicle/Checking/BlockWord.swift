import EngineTypes
import EthereumPrimitives

/// What was said of blocks: VALID, or INVALID after execution, which names a latestValidHash.
///
/// An INVALID with a null hash says nothing about the block.
enum BlockWord: Hashable {
  case valid, invalid

  /// What an entry's answer says of the block that it is about.
  static func said(in entry: ChronicleEntry) -> (block: Hash32, word: BlockWord)? {
    guard let result = entry.result, let block = block(of: entry.subject) else { return nil }
    switch result.status {
    case .valid: return (block, .valid)
    case .invalid: return result.latestValidHash == nil ? nil : (block, .invalid)
    case .syncing, .accepted, .invalidBlockHash, nil: return nil
    }
  }

  private static func block(of subject: OperationSubject) -> Hash32? {
    switch subject {
    case .newPayload(let hash, _): hash
    case .forkchoiceUpdated(let state, _): state.headBlockHash
    case .getPayload, .other: nil
    }
  }
}
