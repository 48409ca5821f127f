public import EngineRPC
public import EngineTypes
public import EthereumPrimitives

/// Why a block was refused, or why a catch-up ended without the target being level.
public enum CatchUpError: Error, Hashable, Sendable {
  // MARK: A block as it was shown

  /// `block` is the hash that the source states, as far as it states one.
  case malformedBlock(block: String, JSONError)
  case malformedTransaction(block: Hash32, index: Int, JSONError)
  case unknownTransactionType(block: Hash32, index: Int, type: UInt64)
  case transactionHashMismatch(block: Hash32, index: Int, stated: Hash32, computed: Hash32)
  /// The members do not make the block's hash; `differing` names what does not fit.
  case unprovenBlock(block: Hash32, number: UInt64, computed: Hash32, differing: [String])
  /// A header of a fork whose structures are not known here.
  case unsupportedFork(block: Hash32, number: UInt64, member: String)

  // MARK: The chain

  /// The party has no such block: a hash, or a tag.
  case noBlock(CatchUpParty, asked: String)
  /// The party answered with another block than the one asked for.
  case wrongBlock(CatchUpParty, asked: Hash32, actual: Hash32)
  /// A parent whose number is not one below its child's.
  case brokenLinkage(parent: Hash32, expectedNumber: UInt64, actualNumber: UInt64)
  /// The chain goes down to a block 0 that the target does not have.
  case noCommonBlock(sourceGenesis: Hash32)
  case tooFarBehind(blocks: UInt64, limit: Int)

  // MARK: The target

  case divergence(CatchUpDivergence)
  /// The target's dialect has no words for a block of the chain.
  case inexpressible(block: Hash32, number: UInt64, Inexpressible)
  case stillSyncing(block: Hash32, number: UInt64, status: PayloadStatus.Status, retreats: Int)
  /// A VALID that is not about the block asked about.
  case validForAnother(block: Hash32, latestValidHash: Hash32?)
  /// The target says VALID to the head, and its own head is another.
  case headDidNotMove(
    expected: Hash32, expectedNumber: UInt64, actual: Hash32, actualNumber: UInt64)

  // MARK: Either party

  case refused(CatchUpParty, method: String, EngineError)
  case unreachable(CatchUpParty, method: String, description: String, attempts: Int)
  case malformedAnswer(CatchUpParty, method: String, JSONError)

  // MARK: The caller

  /// There is no forkchoice to be level with: its head is zero.
  case noHead
  case cancelled
}
