import EngineRPC
import EngineTypes
import EthereumPrimitives

/// Which block an engine shows, taken at its word.
struct BlockReference: Hashable, Sendable {
  var hash: Hash32
  var number: UInt64
  var fork: ExecutionFork

  init(hash: Hash32, number: UInt64, fork: ExecutionFork) {
    self.hash = hash
    self.number = number
    self.fork = fork
  }

  /// Reads the result of eth_getBlockBy….
  init(_ block: JSONValue) throws(JSONError) {
    let members = try JSONMembers(block)
    hash = try members.bytes("hash")
    number = try members.quantity("number")
    fork = members.fork
  }
}

extension JSONMembers {
  /// The fork whose members a block has.
  var fork: ExecutionFork {
    if has("blobGasUsed") || has("excessBlobGas") { return .cancun }
    return has("withdrawalsRoot") || has("withdrawals") ? .shanghai : .paris
  }
}
