import EngineRPC
import EngineTypes
import EthereumPrimitives

// From the forkchoice's head down to a block that the target has.
extension EngineCatchUp {
  /// Begins anew with the caller's newest forkchoice; what the target took stays.
  mutating func plan() {
    forkchoice = latest
    stage = .walking
    importedInEarlierPlans = imported
    ancestry = Ancestry(above: forkchoice.headBlockHash, 0)
    (blindSteps, retreats, retreatOrigin, headChecks) = (0, 0, 0, 0)
    mustReplan = false
    dropFetches()
    askTarget(forkchoice.headBlockHash, number: nil)
  }

  mutating func targetAnswered(
    _ hash: Hash32, _ number: UInt64?, _ found: BlockReference?
  ) throws(CatchUpError) {
    guard let found else {
      if number == 0 { throw .noCommonBlock(sourceGenesis: hash) }
      return askSource(hash, number: number)
    }
    guard found.hash == hash else {
      throw .wrongBlock(.target, asked: hash, actual: found.hash)
    }
    if let number {
      guard found.number == number else {
        throw .brokenLinkage(parent: hash, expectedNumber: number, actualNumber: found.number)
      }
    } else {
      // The head itself: nothing is missing.
      headFork = found.fork
      ancestry = Ancestry(above: hash, found.number)
    }
    beginImport(at: 0)
  }

  /// Takes a header of the source and goes on to its parent.
  mutating func descend(
    from header: ProvenHeader, _ hash: Hash32, _ number: UInt64?
  ) throws(CatchUpError) {
    guard header.hash == hash else {
      throw .wrongBlock(.source, asked: hash, actual: header.hash)
    }
    if let number, header.number != number {
      throw .brokenLinkage(parent: hash, expectedNumber: number, actualNumber: header.number)
    }
    guard header.number > 0 else { throw .noCommonBlock(sourceGenesis: hash) }
    guard header.fork < .cancun || options.targetSpeaksDeneb else {
      let method = EngineMethod(.newPayload, version: 3).name
      throw .inexpressible(
        block: hash, number: header.number, .denebStructure(method: method))
    }
    if number == nil { headFork = header.fork }
    ancestry.prepend(header)
    try checkLength(from: header.number)
    report(
      .findingCommonBlock, done: ancestry.count,
      total: Int(clamping: missing(downTo: header.number)), number: header.number)
    try continueDown()
  }

  /// Looks at the block below the ancestry.
  mutating func continueDown() throws(CatchUpError) {
    let (hash, number) = (ancestry.below, ancestry.numberBelow)
    if blindSteps > 0, number > 0 {
      blindSteps -= 1
      return askSource(hash, number: number)
    }
    blindSteps = 0
    if number == reached.number, hash == reached.hash { return beginImport(at: 0) }
    if number > reached.number { return askSource(hash, number: number) }
    askTarget(hash, number: number)
  }

  /// The source has no such block: after a reorg it has the caller's newer head instead.
  mutating func sourceLacks(_ hash: Hash32) throws(CatchUpError) {
    guard latest != forkchoice else { throw .noBlock(.source, asked: hash.description) }
    // An answer that is on its way belongs to this plan.
    if isImporting { mustReplan = true } else { plan() }
  }

  private func checkLength(from number: UInt64) throws(CatchUpError) {
    let blocks = missing(downTo: number)
    guard blocks <= UInt64(clamping: options.maximumBlocks) else {
      throw .tooFarBehind(blocks: blocks, limit: options.maximumBlocks)
    }
  }

  /// How many blocks are missing at least, with the walk at that number.
  private func missing(downTo number: UInt64) -> UInt64 {
    let further = number > reached.number ? number - reached.number - 1 : 0
    return further.addingReportingOverflow(UInt64(ancestry.count)).partialValue
  }

  private mutating func askTarget(_ hash: Hash32, number: UInt64?) {
    ask(
      .target, "eth_getBlockByHash", [.data(hash), false], for: .targetHas(hash, number: number))
  }

  private mutating func askSource(_ hash: Hash32, number: UInt64?) {
    ask(
      .source, "eth_getBlockByHash", [.data(hash), false],
      for: .sourceHeader(hash, number: number))
  }
}
