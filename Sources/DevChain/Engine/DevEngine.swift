import EngineTypes
public import EthereumPrimitives

/// An execution engine without transactions: real blocks and states, geth's answers, no input or
/// output and no clock.
///
/// It is a value with one owner; every method is synchronous. A payload with transactions whose
/// parent is known gets error -32000, since nothing here could execute it.
public struct DevEngine: Sendable {
  public let genesis: Genesis
  public let options: DevEngineOptions

  var chain: BlockStore
  var invalid = InvalidBlocks()
  var builds = PayloadBuilds()
  var finalizedHash: Hash32?
  var safeHash: Hash32?

  public init(
    genesis: Genesis, options: DevEngineOptions = DevEngineOptions()
  ) throws(DevChainError) {
    guard options.extraData.count <= BlockRules.maximumExtraData else {
      throw .extraDataTooLong(
        maximum: BlockRules.maximumExtraData, actual: options.extraData.count)
    }
    self.genesis = genesis
    self.options = options
    chain = BlockStore(genesis: genesis.block, limits: options.limits)
  }

  public var headHash: Hash32 { chain.head.hash }
  public var headNumber: UInt64 { chain.head.number }
  public var finalizedBlockHash: Hash32? { finalizedHash }

  /// Whether transactions are in a payload, in the words of every error about it.
  static let noTransactions = EngineError(
    .serverError, message: "this engine executes no transactions")
}
