public import EngineTypes
public import EthereumPrimitives
public import NodeIntegration

/// Drives a chain through a node's `EngineActor`: builds, commits and finalizes a block a slot.
///
/// It builds the blocks that `SlotDriver` builds; that one speaks to an engine over the wire.
/// Whatever goes wrong, the next slot starts from the last head.
public struct SlotRunner: Sendable {
  public let options: SlotDriverOptions
  private let node: EngineActor
  private let forks: ForkSchedule
  private let genesisTimestamp: UInt64
  private var ledger: SlotLedger

  public init(
    node: EngineActor, genesisHash: Hash32, genesisTimestamp: UInt64, forks: ForkSchedule,
    options: SlotDriverOptions = SlotDriverOptions()
  ) {
    self.node = node
    self.forks = forks
    self.options = options
    self.genesisTimestamp = genesisTimestamp
    ledger = SlotLedger(genesisHash: genesisHash, finalityLag: options.finalityLag)
  }

  /// The last block that became head, the genesis at first.
  public var headHash: Hash32 { ledger.headHash }

  /// The block that was finalized last; zero until the chain is long enough.
  public private(set) var finalizedHash = Hash32.zero

  public var counts: SlotCounts { ledger.counts }

  /// The last slots that were missed, at most 64.
  public var misses: [MissedSlot] { ledger.misses }

  /// Runs the next slot to its end.
  public mutating func runSlot() async -> SlotOutcome {
    ledger.begin()
    let request = BuildRequest(
      slot: ledger.slot, parent: headHash, genesisTimestamp: genesisTimestamp, forks: forks,
      options: options)
    var step = "build"
    let outcome: SlotOutcome
    do throws(NodeError) {
      let block = try await node.buildBlock(request)
      step = "commit"
      switch try await node.commitBlock(block) {
      case .syncing(let hash): throw .undecided(block: hash, .syncing)
      case .accepted(let hash): throw .undecided(block: hash, .accepted)
      case .head(let hash): outcome = ledger.becameHead(hash)
      }
    } catch {
      return ledger.missed(error.description, at: step)
    }
    guard ledger.finalizedHash != finalizedHash else { return outcome }
    // The slot has its head; where finality fails, the next slot tries with a later block.
    if let state = try? await node.finalize(ledger.finalizedHash) {
      finalizedHash = state.finalizedBlockHash
    }
    return outcome
  }
}
