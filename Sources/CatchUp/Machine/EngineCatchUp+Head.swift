import EngineRPC
import EngineTypes
import EthereumPrimitives

// The forkchoice, and whether the target's own head is really it.
extension EngineCatchUp {
  /// Sends the forkchoice, or goes on to a newer one.
  mutating func setHead() {
    guard latest == forkchoice else { return plan() }
    stage = .settingHead
    isImporting = true
    reportHead()
    askForkchoice(forkchoice, for: .forkchoice)
  }

  /// The version is that of the head's fork: each takes a state without attributes on any fork.
  mutating func askForkchoice(
    _ state: ForkchoiceState, for purpose: PendingRequest.Purpose
  ) {
    let version =
      switch headFork {
      case .paris: 1
      case .shanghai: 2
      case .cancun: options.targetSpeaksDeneb ? 3 : 2
      }
    let method = EngineMethod(.forkchoiceUpdated, version: version).name
    ask(.target, method, [state.json, nil], for: purpose)
  }

  /// Judges the answer to the forkchoice.
  mutating func judge(
    _ status: PayloadStatus, of request: CatchUpRequest
  ) throws(CatchUpError) {
    isImporting = false
    switch status.status {
    case .valid: checkHead()
    case .syncing, .accepted:
      if latest == forkchoice {
        try retreat(from: ancestry.count, status.status)
      } else {
        plan()
      }
    case .invalid, .invalidBlockHash:
      throw .divergence(
        CatchUpDivergence(
          block: ancestry.head.hash, number: ancestry.head.number, status: status,
          method: request.method, params: request.params))
    }
  }

  private mutating func checkHead() {
    headChecks += 1
    ask(.target, "eth_getBlockByNumber", ["latest", false], for: .headCheck)
  }

  /// Compares the target's own head with the forkchoice's.
  mutating func compareHead(_ found: BlockReference) throws(CatchUpError) {
    guard latest == forkchoice else { return plan() }
    if found.hash == ancestry.head.hash { return level(found) }
    guard headChecks >= options.headChecks else { return checkHead() }
    // An engine does not go back to an older canonical block. Did the source go back?
    ask(
      .source, "eth_getBlockByNumber", ["latest", false], for: .sourceHead(target: found))
  }

  /// Takes the source's own head, where the forkchoice's did not become the target's.
  mutating func compareHeads(
    target: BlockReference, source: BlockReference
  ) throws(CatchUpError) {
    guard latest == forkchoice else { return plan() }
    let expected = ancestry.head
    guard target.hash == source.hash, target.number > expected.number else {
      throw .headDidNotMove(
        expected: expected.hash, expectedNumber: expected.number, actual: target.hash,
        actualNumber: target.number)
    }
    level(target)
  }

  private mutating func level(_ head: BlockReference) {
    reportHead()
    finish(
      .success(CatchUpLevel(head: head.hash, number: head.number, imported: imported)))
  }

  private mutating func reportHead() {
    let count = importedInEarlierPlans + ancestry.count
    report(.settingHead, done: count, total: count, number: ancestry.head.number)
  }
}
