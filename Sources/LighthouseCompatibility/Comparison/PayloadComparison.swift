import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives

/// Compares two builds for the same head and attributes.
///
/// What the attributes fix must agree; transactions, extraData, gas limit within its rule and
/// value are each engine's own; and each payload's own block hash must recompute.
enum PayloadComparison {
  static func judge(
    v4: UpstreamAnswer, v5: UpstreamAnswer, parentBeaconBlockRoot: String?
  ) -> Judgement {
    do throws(JSONError) {
      let root = parentBeaconBlockRoot.flatMap { try? Hash32(hex: $0) }
      return judge(v4: try built(v4), v5: try built(v5), parentBeaconBlockRoot: root)
    } catch {
      return Judgement(.comparatorError, [error.description])
    }
  }

  static func judge(
    v4: BuiltPayload, v5: BuiltPayload, parentBeaconBlockRoot: Hash32?
  ) -> Judgement {
    var fixed = Differences()
    let (left, right) = (v4.payload.v1, v5.payload.v1)
    fixed.note("parentHash", left.parentHash, right.parentHash)
    fixed.note("timestamp", left.timestamp, right.timestamp)
    fixed.note("prevRandao", left.prevRandao, right.prevRandao)
    fixed.note("feeRecipient", left.feeRecipient, right.feeRecipient)
    fixed.note("blockNumber", left.blockNumber, right.blockNumber)
    if v4.payload.withdrawals != v5.payload.withdrawals {
      fixed.texts.append("withdrawals differ")
    }
    noteGasLimits(left.gasLimit, right.gasLimit, &fixed)
    for (side, built) in [(Side.v4, v4), (.v5, v5)] {
      if let wrong = wrongHash(of: built.payload, parentBeaconBlockRoot) {
        fixed.texts.append("\(side.rawValue) blockHash: \(wrong)")
      }
    }
    guard fixed.texts.isEmpty else { return Judgement(.mismatch, fixed.texts) }
    var free = Differences()
    free.note("gasLimit", left.gasLimit, right.gasLimit)
    free.note("extraData", left.extraData, right.extraData)
    free.note("transactions", left.transactions.count, right.transactions.count)
    if left.transactions != right.transactions { free.texts.append("transactions differ") }
    free.note("blockValue", v4.blockValue, v5.blockValue)
    return Judgement(free.texts.isEmpty ? .match : .tolerated, free.texts)
  }

  /// Two children of one parent lie within 1/1024 of it each, so within 1/512 of one another.
  private static func noteGasLimits(_ v4: UInt64, _ v5: UInt64, _ differences: inout Differences) {
    let (small, large) = (min(v4, v5), max(v4, v5))
    if large - small > large / 512 + 2 {
      differences.note("gasLimit (beyond its rule)", v4, v5)
    }
  }

  private static func wrongHash(of payload: ExecutionPayload, _ root: Hash32?) -> String? {
    if case .v3 = payload, root == nil { return nil }
    let computed = payload.computedBlockHash(parentBeaconBlockRoot: root)
    guard computed != payload.v1.blockHash else { return nil }
    return "states \(payload.v1.blockHash), its header hashes to \(computed)"
  }

  private static func built(_ answer: UpstreamAnswer) throws(JSONError) -> BuiltPayload {
    guard let range = answer.envelope.resultRange else { throw JSONError(.missingMember("result")) }
    return try BuiltPayload(json: answer.body[range].bytes)
  }

  private struct Differences {
    var texts: [String] = []

    mutating func note<Value: Equatable>(_ path: String, _ v4: Value, _ v5: Value) {
      if v4 != v5 { texts.append(Comparator.difference(path, v4, v5)) }
    }
  }
}
