import EthereumPrimitives

/// Where a chain that is driven slot by slot stands, and how its slots ended.
struct SlotLedger: Sendable {
  private(set) var headHash: Hash32
  /// The block that lies `finalityLag` behind the head; zero until the chain is long enough.
  private(set) var finalizedHash = Hash32.zero
  private(set) var counts = SlotCounts()
  /// The last slots that were missed, at most 64.
  private(set) var misses: [MissedSlot] = []
  private var recent: [Hash32]
  private let finalityLag: Int
  private static let keptMisses = 64

  init(genesisHash: Hash32, finalityLag: Int) {
    headHash = genesisHash
    recent = [genesisHash]
    self.finalityLag = max(finalityLag, 0)
  }

  /// The slot that runs or ran last; the first is 1.
  var slot: UInt64 { UInt64(counts.slots) }

  mutating func begin() { counts.slots += 1 }

  mutating func becameHead(_ hash: Hash32) -> SlotOutcome {
    adopt(hash)
    counts.blocks += 1
    return .head(hash)
  }

  /// Takes a block for the head.
  mutating func adopt(_ hash: Hash32) {
    headHash = hash
    recent.append(hash)
    if recent.count - 1 > finalityLag { recent.removeFirst() }
    if recent.count > finalityLag, let oldest = recent.first { finalizedHash = oldest }
  }

  mutating func missed(_ reason: String, at step: String) -> SlotOutcome {
    let miss = MissedSlot(slot: slot, step: step, reason: reason)
    counts.missed += 1
    misses.append(miss)
    if misses.count > Self.keptMisses { misses.removeFirst() }
    return .missed(miss)
  }
}
