public import Evidence

/// What an advance still waits for.
public enum Blocker: Codable, Hashable, Sendable {
  case time(elapsed: PlannedDuration, of: PlannedDuration)
  case operations(Int, of: Int)
  case coverage(missing: [String])
  case evidence(EvidenceVerdict, reasons: [String])
  case staleEvidence(age: PlannedDuration, limit: PlannedDuration)
  case approvals(Int, of: Int)
  case hold(Hold)
  case paused(Pause)
  case drill(DrillPhase)

  /// Whether it is evidence that is not there.
  var isMissingEvidence: Bool {
    switch self {
    case .operations, .coverage, .evidence, .staleEvidence: true
    case .time, .approvals, .hold, .paused, .drill: false
    }
  }

  /// Whether a person has to do something.
  public var needsPerson: Bool {
    switch self {
    case .approvals, .paused: true
    case .hold(let hold): hold.reason.needsPerson || hold.reason == .operator
    case .time, .operations, .coverage, .evidence, .staleEvidence, .drill: false
    }
  }
}

extension Blocker: CustomStringConvertible {
  public var description: String {
    switch self {
    case .time(let elapsed, let limit):
      "time: \(PlannedDuration(milliseconds: elapsed.milliseconds / 1_000 * 1_000)) of \(limit) passed"
    case .operations(let count, let limit): "operations: \(count) of \(limit) done"
    case .coverage(let missing): "coverage: " + missing.joined(separator: ", ")
    case .evidence(let verdict, let reasons):
      "evidence \(verdict.rawValue)"
        + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
    case .staleEvidence(let age, let limit): "no window judged for \(age), expected \(limit)"
    case .approvals(let count, let limit): "approvals: \(count) of \(limit) given"
    case .hold(let hold): "hold: \(hold)"
    case .paused(let pause): "paused by \(pause.who): \(pause.reason)"
    case .drill(let phase): "a drill is under way (\(phase.rawValue))"
    }
  }
}
