import EngineHTTP
import EngineRPC
import EngineTypes
import Migration
import NIOCore

/// When an engine's chain leaves what v4 can express, asked of the engine itself.
///
/// The question is a newPayloadV3 under a hash that cannot be right: before Cancun it is refused
/// with -38005, from Cancun on it is INVALID, and neither leaves a trace.
struct ForkExamination: Sendable {
  /// How far ahead is asked, in seconds.
  private static let horizon = 400 * 86_400

  private(set) var step: ForkProbe.Step
  private(set) var questions = 0
  /// Why the plan must not start now; nil where it may.
  private(set) var refusal: String?

  init(_ client: RawClient, plan: MigrationPlan, now: Double) async {
    let present = PlannedInstant(secondsSince1970: Int(now))
    var probe = ForkProbe(horizon: UInt64(present.secondsSince1970 + Self.horizon))
    while case .ask(let timestamp) = probe.step {
      probe.answer(await Self.ask(client, timestamp))
    }
    (step, questions) = (probe.step, probe.questions)
    var horizon = ForkHorizon(forks: plan.forks)
    if case .found(let timestamp) = probe.step {
      let activation = PlannedInstant(secondsSince1970: Int(clamping: timestamp))
      horizon.learn(KnownFork(name: "cancun", activation: activation))
    }
    refusal = horizon.refusal(start: present, length: plan.minimumTime)?.description
  }

  private static func ask(_ client: RawClient, _ timestamp: UInt64) async -> ForkProbeAnswer {
    let zero = JSONValue.string("0x" + String(repeating: "0", count: 64))
    let payload: JSONValue = [
      "parentHash": zero, "feeRecipient": .string("0x" + String(repeating: "0", count: 40)),
      "stateRoot": zero, "receiptsRoot": zero,
      "logsBloom": .string("0x" + String(repeating: "0", count: 512)), "prevRandao": zero,
      "blockNumber": "0x1", "gasLimit": "0x1c9c380", "gasUsed": "0x0",
      "timestamp": .string("0x" + String(timestamp, radix: 16)), "extraData": "0x",
      "baseFeePerGas": "0x7", "blockHash": zero, "transactions": [], "withdrawals": [],
      "blobGasUsed": "0x0", "excessBlobGas": "0x0",
    ]
    let body = RPCRequest.body(method: "engine_newPayloadV3", params: [payload, [], zero])
    switch await client.send(body, id: RPCRequest.id, timeout: .seconds(2)) {
    case .failure(let failure): return .unknown(failure.description)
    case .success(let answer):
      let envelope = answer.envelope
      let hash = envelope[.latestValidHash]
      return ForkProbeAnswer(
        errorCode: envelope[.errorCode].flatMap { Int($0) }, status: envelope[.status],
        latestValidHash: hash == "null" ? nil : hash)
    }
  }

  var line: String {
    switch step {
    case .found(let timestamp):
      "fork: cancun begins at \(PlannedInstant(secondsSince1970: Int(clamping: timestamp)))"
        + " (\(timestamp)), asked of the engine in \(questions) questions"
    case .noneWithinHorizon: "fork: none that v4 cannot express within the next 400 days"
    case .failed(let timestamp, let answer):
      "fork: the engine's answer about \(timestamp) says nothing: \(printable(answer))"
    case .ask: "fork: not asked"
    }
  }

  var json: JSONValue {
    var object = JSONObject([JSONObject.Member(name: "text", value: .string(line))])
    if case .found(let timestamp) = step { object["cancunTime"] = .number("\(timestamp)") }
    object["refusal"] = refusal.map { .string($0) } ?? .null
    return .object(object)
  }
}
