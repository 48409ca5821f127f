import DevChain
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import TestKit
import Testing

// Chains of empty blocks with withdrawals, built by the embedded engine itself.
extension DevEngine {
  /// An engine with the genesis only; Cancun begins with block 7.
  static func atGenesis() throws -> DevEngine {
    let text = try Fixture("genesis/geth-cancun-transition.json").data()
    var options = DevEngineOptions()
    options.limits.states = 100_000
    return try DevEngine(genesis: Genesis(json: Array(text)), options: options)
  }

  /// An engine with that many blocks above the genesis.
  static func withBlocks(_ count: Int) throws -> DevEngine {
    var engine = try atGenesis()
    try engine.extend(by: count)
    return engine
  }

  /// Builds blocks on the head; another `mark` makes another branch.
  mutating func extend(by count: Int, mark: UInt64 = 0) throws {
    for _ in 0..<count {
      let number = headNumber + 1
      let timestamp = genesis.blockTimestamp + 12 * number
      let isCancun = genesis.forks.fork(at: timestamp) == .cancun
      let attributes = PayloadAttributes(
        timestamp: timestamp, prevRandao: Keccak256.hash([UInt8(clamping: mark)]),
        suggestedFeeRecipient: .zero,
        withdrawals: number % 3 == 0
          ? [Withdrawal(index: number, validatorIndex: 0, address: .zero, amount: number)] : [],
        parentBeaconBlockRoot: isCancun ? Keccak256.hash(headHash) : nil)
      let version = isCancun ? 3 : 2
      let response = try forkchoiceUpdated(
        version: version, .at(headHash), attributes: attributes)
      let id = try #require(response.payloadId)
      let payload = try getPayload(version: version, id).payload
      let status = try newPayload(
        version: version, payload, versionedHashes: isCancun ? [] : nil,
        parentBeaconBlockRoot: attributes.parentBeaconBlockRoot)
      try #require(status.status == .valid)
      _ = try forkchoiceUpdated(version: version, .at(payload.v1.blockHash))
    }
  }
}

extension ForkchoiceState {
  static func at(_ head: Hash32, safe: Hash32 = .zero) -> ForkchoiceState {
    ForkchoiceState(headBlockHash: head, safeBlockHash: safe, finalizedBlockHash: safe)
  }
}
