import EthereumPrimitives

/// Where a block hangs in the chain.
struct BlockLink: Hashable, Sendable {
  let parent: Hash32
  let number: UInt64
}
