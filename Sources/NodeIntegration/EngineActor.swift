import EngineHTTP
public import EngineTypes
public import EthereumPrimitives
public import LighthouseCompatibility
public import LighthouseV5

/// The execution engine as a node uses it: builds, commits and finalizes blocks through the
/// compatibility layer.
///
/// One operation runs at a time, in the order of asking, from its first call to an engine to its
/// last; only so many may wait. Every call has Lighthouse's time-out. An operation that has begun
/// runs to its end whether or not its task is cancelled, so that no block is half told.
public actor EngineActor {
  public nonisolated let configuration: NodeConfiguration
  /// For what the node's operations do not cover: the mode, the metrics, comparisons.
  public nonisolated let compat: LighthouseCompat
  let turns: TurnQueue
  var view: ForkchoiceView
  var counts = NodeStatus.Counts()
  var readsUnderWay = 0
  var blocks: BoundedCache<Hash32, ExecutionBlock>
  var payloads: BoundedCache<Hash32, NewPayloadRequest>
  private var ids: BoundedCache<PayloadID, Hash32>

  /// - Parameter clock: on which operations wait for their turn.
  public init(
    compat: LighthouseCompat, configuration: NodeConfiguration = NodeConfiguration(),
    clock: any Clock<Duration> = ContinuousClock()
  ) {
    self.compat = compat
    self.configuration = configuration
    turns = TurnQueue(
      limit: configuration.maximumWaiting, patience: configuration.patience, clock: clock)
    view = ForkchoiceView(limits: configuration.knownAncestors)
    blocks = BoundedCache(limits: configuration.blockCache)
    payloads = BoundedCache(limits: configuration.payloadCache)
    ids = BoundedCache(limits: CacheLimits(entries: configuration.payloadCache.entries))
  }

  public var status: NodeStatus {
    NodeStatus(
      forkchoice: forkchoiceState, counts: counts, waiting: turns.waiting, reads: readsUnderWay,
      payloads: payloads.counts, blocks: blocks.counts)
  }

  /// The forkchoice that the engine is told next; nil before there is a head.
  public var forkchoiceState: ForkchoiceState? { view.head.map { view.state(head: $0) } }

  // MARK: Operations

  /// Builds a block and fetches it.
  ///
  /// - Parameters:
  ///   - timestamp: in seconds since 1970.
  ///   - parent: the node's head where it is nil.
  ///   - withdrawals: among them the peg-ins.
  ///   - prevRandao: what the configuration makes where it is nil.
  ///   - parentBeaconBlockRoot: from Cancun on.
  public func buildBlock(
    timestamp: UInt64, parent: Hash32? = nil, withdrawals: [Withdrawal] = [],
    prevRandao: Hash32? = nil, parentBeaconBlockRoot: Hash32? = nil
  ) async throws(NodeError) -> BuiltBlock {
    try await inTurn { (actor) throws(NodeError) in
      let head = try await actor.headOrEngines()
      return try await actor.build(
        try actor.request(
          timestamp, parent ?? head, withdrawals, prevRandao, parentBeaconBlockRoot))
    }
  }

  /// Builds a block as told and fetches it.
  public func buildBlock(_ request: BuildRequest) async throws(NodeError) -> BuiltBlock {
    try await inTurn { (actor) throws(NodeError) in
      _ = try await actor.headOrEngines()
      return try await actor.build(request)
    }
  }

  /// Hands a block over and makes it the head.
  ///
  /// A block that the engine cannot decide is told as head all the same, as Lighthouse does, so
  /// that the engine begins to sync toward it. Asking again after an error is safe.
  public func commitBlock(
    _ request: NewPayloadRequest
  ) async throws(NodeError) -> CommitOutcome {
    try await inTurn { (actor) throws(NodeError) in
      if actor.view.head == nil { _ = try? await actor.headOrEngines() }
      return try await actor.commit(request)
    }
  }

  /// Hands a block over that was built here and makes it the head.
  public func commitBlock(_ block: BuiltBlock) async throws(NodeError) -> CommitOutcome {
    try await commitBlock(block.request)
  }

  /// Makes an ancestor of the head the finalized and the safe block, and tells the engine.
  ///
  /// Finality never goes back. Where the node does not know the ancestry itself, the engine says.
  public func finalize(_ hash: Hash32) async throws(NodeError) -> ForkchoiceState {
    try await inTurn { (actor) throws(NodeError) in
      _ = try await actor.headOrEngines()
      return try await actor.makeFinalized(hash)
    }
  }

  /// Takes the engine's own head and finalized block as the node's, as after a restart.
  public func adoptEngineHead() async throws(NodeError) -> ForkchoiceState {
    try await inTurn { (actor) throws(NodeError) in
      let head = try await actor.adoptHead()
      return actor.view.state(head: head)
    }
  }

  // MARK: Payloads

  /// A payload that was built here, as long as it is kept.
  public func payload(_ id: PayloadID) -> NewPayloadRequest? {
    ids.find(id).flatMap { payloads.find($0) }
  }

  /// A payload that was built or committed here, as long as it is kept.
  public func payload(_ block: Hash32) -> NewPayloadRequest? { payloads.find(block) }

  func keep(_ request: NewPayloadRequest, id: PayloadID? = nil) {
    let hash = request.payload.v1.blockHash
    if let id { ids.insert(hash, for: id) }
    payloads.insert(request, size: request.payload.approximateSize, for: hash)
  }

  // MARK: Turns

  /// Runs an operation when its turn comes, and counts how it ended.
  private func inTurn<Value: Sendable>(
    _ operation: (isolated EngineActor) async throws(NodeError) -> Value
  ) async throws(NodeError) -> Value {
    do throws(NodeError) {
      try await turns.take()
      defer { turns.give() }
      return try await operation(self)
    } catch {
      if case .invalid = error { counts.invalid += 1 } else { counts.failed += 1 }
      throw error
    }
  }
}

extension ExecutionPayload {
  /// In bytes, near enough for a bound.
  fileprivate var approximateSize: Int {
    let fixed = 1024
    let transactions = v1.transactions.reduce(0) { $0 + $1.count + 32 }
    return fixed + transactions + (withdrawals?.count ?? 0) * MemoryLayout<Withdrawal>.stride
  }
}
