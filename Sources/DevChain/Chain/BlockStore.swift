import EthereumPrimitives

/// Known blocks, the canonical chain among them, and which states are kept.
struct BlockStore: Sendable {
  private var blocks: [Hash32: ChainBlock]
  /// By number; one hash a block for the chain's whole life.
  private var canonical: [Hash32]
  private let limits: ChainLimits
  /// The lowest numbers above the genesis whose blocks, and whose states, are kept.
  private var blockFloor: UInt64 = 1
  private var stateFloor: UInt64 = 1

  let genesis: ChainBlock

  init(genesis: ChainBlock, limits: ChainLimits) {
    self.genesis = genesis
    self.limits = limits
    blocks = [genesis.hash: genesis]
    canonical = [genesis.hash]
  }

  var head: ChainBlock { canonical.last.flatMap { blocks[$0] } ?? genesis }

  subscript(hash: Hash32) -> ChainBlock? { blocks[hash] }

  func isCanonical(_ block: ChainBlock) -> Bool { canonicalHash(block.number) == block.hash }

  func canonicalHash(_ number: UInt64) -> Hash32? {
    number < UInt64(canonical.count) ? canonical[Int(number)] : nil
  }

  mutating func insert(_ block: ChainBlock) {
    blocks[block.hash] = block
    evictSideBlocks(except: block.hash)
  }

  /// Makes a block the head; false where it cannot be reached from what is kept.
  mutating func setHead(_ hash: Hash32) -> Bool {
    var branch: [Hash32] = []
    guard var block = blocks[hash], block.state != nil else { return false }
    while !isCanonical(block) {
      branch.append(block.hash)
      guard let parent = blocks[block.parentHash] else { return false }
      block = parent
    }
    canonical.removeSubrange((Int(block.number) + 1)...)
    blockFloor = min(blockFloor, block.number + 1)
    stateFloor = min(stateFloor, block.number + 1)
    canonical.append(contentsOf: branch.reversed())
    prune()
    return true
  }

  private mutating func prune() {
    let number = head.number
    while stateFloor + UInt64(clamping: limits.states) < number {
      if let hash = canonicalHash(stateFloor) { blocks[hash]?.state = nil }
      stateFloor += 1
    }
    while blockFloor + UInt64(clamping: limits.blocks) < number {
      if let hash = canonicalHash(blockFloor) { blocks[hash] = nil }
      blockFloor += 1
    }
  }

  /// Lets go of half of the blocks outside the canonical chain, the lowest, once they are too many.
  private mutating func evictSideBlocks(except newest: Hash32) {
    let kept = UInt64(canonical.count) - (blockFloor - 1)
    guard UInt64(blocks.count) > kept + UInt64(clamping: limits.sideBlocks) else { return }
    let side = blocks.values.filter { !isCanonical($0) && $0.hash != newest }
      .sorted { $0.number < $1.number }
    for block in side.prefix(max(1, side.count / 2)) { blocks[block.hash] = nil }
  }
}
