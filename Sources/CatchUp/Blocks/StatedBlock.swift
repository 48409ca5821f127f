import EngineRPC
import EngineTypes
import EthereumPrimitives

/// A block's members as an engine states them, not proven yet.
struct StatedBlock {
  /// With the stated roots, and without transactions in its payload.
  var header: ExecutionHeader
  var uncles: Hash32

  var hash: Hash32 { header.v1.blockHash }
  var number: UInt64 { header.v1.blockNumber }

  /// - Throws: `malformedBlock`, or `unsupportedFork` for members of a later fork.
  init(_ block: JSONValue) throws(CatchUpError) {
    do throws(JSONError) {
      let members = try JSONMembers(block)
      header = try members.header()
      uncles = try members.bytes("sha3Uncles")
    } catch {
      throw .malformedBlock(block: block["hash"]?.stringValue?.excerpt ?? "unknown", error)
    }
    if let member = Self.laterMembers.first(where: { block[$0].map { !$0.isNull } ?? false }) {
      throw .unsupportedFork(block: hash, number: number, member: member)
    }
  }

  /// What headers after Cancun have: Prague's, and Amsterdam's.
  private static let laterMembers = ["requestsHash", "blockAccessListHash"]
}

extension JSONMembers {
  fileprivate func header() throws(JSONError) -> ExecutionHeader {
    let v1 = ExecutionPayloadV1(
      parentHash: try bytes("parentHash"), feeRecipient: try bytes("miner"),
      stateRoot: try bytes("stateRoot"), receiptsRoot: try bytes("receiptsRoot"),
      logsBloom: try bytes("logsBloom"), prevRandao: try bytes("mixHash"),
      blockNumber: try quantity("number"), gasLimit: try quantity("gasLimit"),
      gasUsed: try quantity("gasUsed"), timestamp: try quantity("timestamp"),
      extraData: try data("extraData"), baseFeePerGas: try wideQuantity("baseFeePerGas"),
      blockHash: try bytes("hash"))
    var header = ExecutionHeader(v1, withdrawals: nil, cancun: try cancun())
    header.transactionsRoot = try bytes("transactionsRoot")
    header.withdrawalsRoot = try withdrawalsRoot(isCancun: header.cancun != nil)
    header.difficulty = try wideQuantity("difficulty")
    header.nonce = try bytes("nonce")
    return header
  }

  private func withdrawalsRoot(isCancun: Bool) throws(JSONError) -> Hash32? {
    let isNeeded = isCancun || has("withdrawals")
    return isNeeded ? try bytes("withdrawalsRoot") : try bytesIfPresent("withdrawalsRoot")
  }

  private func cancun() throws(JSONError) -> ExecutionHeader.Cancun? {
    let names = ["blobGasUsed", "excessBlobGas", "parentBeaconBlockRoot"]
    guard names.contains(where: { has($0) }) else { return nil }
    return ExecutionHeader.Cancun(
      blobGasUsed: try quantity("blobGasUsed"), excessBlobGas: try quantity("excessBlobGas"),
      parentBeaconBlockRoot: try bytes("parentBeaconBlockRoot"))
  }
}

extension String {
  /// At most as much as a hash is long, since another party wrote it.
  var excerpt: String { String(prefix(66)) }
}
