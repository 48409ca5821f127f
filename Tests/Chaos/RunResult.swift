import EngineRPC
import Synchronization

/// A moment that is noted once, by whoever gets there.
final class Moment: Sendable {
  private let instant = Mutex<ContinuousClock.Instant?>(nil)

  func note() { instant.withLock { if $0 == nil { $0 = .now } } }

  /// The time since then; nil where it has not been.
  var elapsed: Duration? { instant.withLock { $0.map { .now - $0 } } }
}

/// What came of a run.
struct RunResult: Sendable {
  let scenario: Scenario
  var slots = 0
  var operations = 0
  /// The slots that the caller missed, and why.
  var missed: [(slot: Int, reason: String)] = []
  /// The slots that the control run missed; nil where none was needed.
  var controlMissed: Set<Int>?
  var violations: [String] = []
  /// What else is not as it must be.
  var problems: [String] = []
  /// Why the fault's stage was not reached: the machine's own stalls may end a migration before.
  var unreached: String?
  /// Answers of another side than the authority.
  var substitutions = 0
  var starts = 1
  var peakMemory: Int?
  var end = ""
  var faultSlots: Range<Int>?
  /// Requests and connections that the wire's fault hit.
  var hits: Int?
  var began = Moment()
  var healed = Moment()
  /// From the fault's beginning to the end of the first slot that was made since.
  private(set) var recoveredAfter: Duration?
  private(set) var recoveredSlots: Int?
  /// From healing to when every engine was level again.
  var levelAfter: Duration?
  var levelSlots: Int?

  init(_ scenario: Scenario) {
    self.scenario = scenario
  }

  mutating func noteHead(_ slot: Int) {
    guard recoveredAfter == nil, let faultSlots, slot >= faultSlots.lowerBound,
      let elapsed = began.elapsed
    else { return }
    recoveredAfter = elapsed
    recoveredSlots = slot - faultSlots.lowerBound
  }

  /// The missed slots that a node without the gateway would not have missed.
  var excess: [(slot: Int, reason: String)] {
    missed.filter { !(controlMissed ?? []).contains($0.slot) }
  }

  var isGood: Bool { isUnharmed && unreached == nil }

  private var isUnharmed: Bool { violations.isEmpty && problems.isEmpty && excess.isEmpty }

  /// Whether nothing has gone wrong but that there was nothing to see.
  var isToBeRepeated: Bool { isUnharmed && missed.isEmpty && unreached != nil }

  /// Everything that is wrong, a line each.
  var complaints: [String] {
    var all = Array(violations.prefix(8)) + problems
    if let unreached { all.append(unreached) }
    return all + excess.map { "slot \($0.slot) missed: \($0.reason)" }
  }

  var json: JSONValue {
    func milliseconds(_ duration: Duration?) -> JSONValue {
      duration.map { .number("\(Int($0 / .milliseconds(1)))") } ?? .null
    }
    func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    return [
      "seed": .number("\(scenario.seed)"), "fault": .string(scenario.fault.rawValue),
      "stage": .string(scenario.stage.rawValue), "target": .string(scenario.target.rawValue),
      "scenario": .string(scenario.description), "end": .string(end),
      "slots": .number("\(slots)"), "operations": .number("\(operations)"),
      "missed": .number("\(missed.count)"),
      "controlMissed": controlMissed.map { .number("\($0.count)") } ?? .null,
      "excess": .number("\(excess.count)"), "violations": texts(violations),
      "problems": texts(problems), "substitutions": .number("\(substitutions)"),
      "gatewayStarts": .number("\(starts)"),
      "peakMemoryMiB": peakMemory.map { .number("\($0)") } ?? .null,
      "hits": hits.map { .number("\($0)") } ?? .null,
      "recoverMilliseconds": milliseconds(recoveredAfter),
      "levelMilliseconds": milliseconds(levelAfter), "good": .bool(isGood),
    ]
  }
}
