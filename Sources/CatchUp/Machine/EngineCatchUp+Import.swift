import EngineRPC
import EngineTypes
import EthereumPrimitives

// From the block that the target has up to the head.
extension EngineCatchUp {
  /// Imports the ancestry from a place on, with nothing fetched yet.
  mutating func beginImport(at index: Int) {
    stage = .importing
    dropFetches()
    (nextFetch, nextImport) = (index, index)
    importNext()
  }

  mutating func dropFetches() {
    pending = pending.filter { $0.value.request.changesState }
    fetched = [:]
    (nextFetch, nextImport) = (0, 0)
  }

  /// Keeps the window full and one payload on its way.
  private mutating func importNext() {
    guard nextImport < ancestry.count else { return setHead() }
    while nextFetch < ancestry.count, nextFetch - nextImport < max(options.window, 1) {
      ask(
        .source, "eth_getBlockByHash", [.data(ancestry.hash(at: nextFetch)), true],
        for: .sourceBlock(nextFetch))
      nextFetch += 1
    }
    guard !isImporting, let block = fetched.removeValue(forKey: nextImport) else { return }
    isImporting = true
    ask(
      .target, block.newPayloadMethod, block.newPayloadParameters, for: .newPayload(nextImport))
  }

  // MARK: The source's blocks

  mutating func takeBlock(_ block: JSONValue, at index: Int) throws(CatchUpError) {
    do throws(CatchUpError) {
      try store(RebuiltBlock(fullBlock: block), at: index)
    } catch  where error.isAboutTransaction {
      try askForBody(of: ProvenHeader(block), at: index, instead: error)
    }
  }

  /// Transactions that cannot be read from their members can be had as their bytes.
  private mutating func askForBody(
    of header: ProvenHeader, at index: Int, instead reason: CatchUpError
  ) throws(CatchUpError) {
    guard header.hash == ancestry.hash(at: index) else { throw reason }
    let method = EngineMethod(.getPayloadBodiesByHash, version: 1).name
    ask(
      .source, method, [[.data(header.hash)]],
      for: .sourceBody(index, header, instead: reason))
  }

  mutating func takeBody(
    _ bodies: JSONValue, of header: ProvenHeader, at index: Int, instead reason: CatchUpError
  ) throws(CatchUpError) {
    guard let first = bodies[0], !first.isNull else { throw reason }
    let body: PayloadBody
    do throws(JSONError) {
      body = try PayloadBody(json: first)
    } catch {
      throw .malformedBlock(block: header.hash.description, error)
    }
    try store(RebuiltBlock(header: header, body: body), at: index)
  }

  private mutating func store(_ block: RebuiltBlock, at index: Int) throws(CatchUpError) {
    let hash = ancestry.hash(at: index)
    guard block.payload.v1.blockHash == hash else {
      throw .wrongBlock(.source, asked: hash, actual: block.payload.v1.blockHash)
    }
    fetched[index] = block
    importNext()
  }

  // MARK: The target's answers

  /// Judges the answer to a newPayload.
  mutating func judge(
    _ status: PayloadStatus, of request: CatchUpRequest, at index: Int
  ) throws(CatchUpError) {
    isImporting = false
    let (hash, number) = (ancestry.hash(at: index), ancestry.number(at: index))
    switch status.status {
    case .valid:
      guard status.latestValidHash == hash else {
        throw .validForAnother(block: hash, latestValidHash: status.latestValidHash)
      }
      imported += 1
      reached = BlockReference(hash: hash, number: number, fork: headFork)
      if number >= retreatOrigin { retreats = 0 }
      nextImport = index + 1
      report(
        .importing, done: importedInEarlierPlans + nextImport,
        total: importedInEarlierPlans + ancestry.count, number: number)
      if mustReplan { plan() } else { passWaypoint(index) }
    case .syncing, .accepted: try retreat(from: index, status.status)
    case .invalid, .invalidBlockHash:
      throw .divergence(
        CatchUpDivergence(
          block: hash, number: number, status: status, method: request.method,
          params: request.params))
    }
  }

  /// Makes the block the target's head where enough of them wait for it.
  private mutating func passWaypoint(_ index: Int) {
    guard let interval = options.forkchoiceInterval, (index + 1) % max(interval, 1) == 0,
      index + 1 < ancestry.count
    else { return importNext() }
    isImporting = true
    let state = ForkchoiceState(
      headBlockHash: ancestry.hash(at: index), safeBlockHash: .zero, finalizedBlockHash: .zero)
    askForkchoice(state, for: .waypoint(index))
  }

  /// Judges the answer to a forkchoice on the way.
  mutating func judge(
    _ status: PayloadStatus, of request: CatchUpRequest, passing index: Int
  ) throws(CatchUpError) {
    isImporting = false
    switch status.status {
    case .valid: if mustReplan { plan() } else { importNext() }
    case .syncing, .accepted: try retreat(from: index + 1, status.status)
    case .invalid, .invalidBlockHash:
      throw .divergence(
        CatchUpDivergence(
          block: ancestry.hash(at: index), number: ancestry.number(at: index), status: status,
          method: request.method, params: request.params))
    }
  }

  /// Goes back below the block that the target cannot connect, each time twice as far.
  mutating func retreat(
    from index: Int, _ status: PayloadStatus.Status
  ) throws(CatchUpError) {
    if mustReplan { return plan() }
    guard retreats < options.maximumRetreats else {
      let isAbove = index >= ancestry.count
      throw .stillSyncing(
        block: isAbove ? ancestry.head.hash : ancestry.hash(at: index),
        number: isAbove ? ancestry.head.number : ancestry.number(at: index), status: status,
        retreats: retreats)
    }
    retreatOrigin = max(retreatOrigin, ancestry.number(at: index))
    let step = 1 << min(retreats, 30)
    retreats += 1
    guard step > index else { return beginImport(at: index - step) }
    stage = .walking
    dropFetches()
    blindSteps = step - index
    try continueDown()
  }
}

extension CatchUpError {
  /// Whether a transaction was at fault as it was shown, so that its bytes may still do.
  fileprivate var isAboutTransaction: Bool {
    if case .unknownTransactionType = self { return true }
    if case .malformedTransaction = self { return true }
    if case .transactionHashMismatch = self { return true }
    return false
  }
}
