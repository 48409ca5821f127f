public import EngineRPC
public import EngineTypes
public import EthereumPrimitives

/// The header of a block as eth_getBlockBy… shows it, proven by recomputing the block hash.
///
/// The transactions and withdrawals stand in it by their roots only.
public struct ProvenHeader: Hashable, Sendable {
  /// The header; its payload's transactions are empty.
  public let header: ExecutionHeader

  public var hash: Hash32 { header.v1.blockHash }
  public var number: UInt64 { header.v1.blockNumber }
  public var parentHash: Hash32 { header.v1.parentHash }

  /// The fork whose members the header has.
  public var fork: ExecutionFork {
    header.cancun != nil ? .cancun : header.withdrawalsRoot != nil ? .shanghai : .paris
  }

  /// Reads the result of eth_getBlockByNumber or eth_getBlockByHash, with or without full
  /// transactions.
  ///
  /// - Throws: `malformedBlock`, `unsupportedFork`, or `unprovenBlock` where the members do not
  ///   hash to the block's `hash`.
  public init(_ block: JSONValue) throws(CatchUpError) {
    let stated = try StatedBlock(block)
    let header = stated.header
    let computed = header.hash
    guard computed == stated.hash, stated.uncles == ExecutionHeader.emptyUncles else {
      throw .unprovenBlock(
        block: stated.hash, number: stated.number, computed: computed,
        differing: stated.uncles == ExecutionHeader.emptyUncles ? ["header"] : ["sha3Uncles"])
    }
    self.header = header
  }
}
