/// One stage of a plan: what v5's share is, and what it takes to leave the stage.
public struct PlannedStage: Codable, Hashable, Sendable {
  public var kind: StageKind
  /// The stage's own name, `canary-5` for example.
  public var name: String
  /// v5's share of the authority; for a gradual stage the target.
  public var share: PlannedShare
  /// By how much a gradual stage's share grows at a time.
  public var step: PlannedShare
  /// How long a gradual stage stays at each share below its target, at least.
  public var stepTime: PlannedDuration
  /// How long the stage takes at least; for a gradual one how long its target is watched.
  public var minimumTime: PlannedDuration
  /// The exchanges of v5 that the stage needs, as follower or as authority.
  public var minimumOperations: Int
  public var coverage: PlannedCoverage
  public var gates: StageGates
  /// How many different people have to approve before the stage is left.
  public var approvals: Int
  /// Who may approve; empty: anybody with an identity.
  public var approvers: [String]
  public var missing: MissingEvidence
  /// How long v4 stands by after completion before `finalize` is taken.
  public var standby: PlannedDuration

  /// Creates a stage with the ticket's figures for its kind.
  public init(_ kind: StageKind, share: PlannedShare = .none, name: String? = nil) {
    self.kind = kind
    self.share = kind == .complete ? .whole : kind == .parallel ? .none : share
    self.name = name ?? Self.standardName(kind, self.share)
    step = .percent(5)
    stepTime = .minutes(10)
    minimumTime = kind == .gradual ? .hours(2) : .hours(1)
    minimumOperations = kind == .parallel ? 680 : 100
    coverage = PlannedCoverage()
    gates = StageGates(share: self.share)
    approvals = 0
    approvers = []
    missing = MissingEvidence(hold: kind == .parallel ? .hours(24) : .hours(6))
    standby = .days(7)
  }

  static func standardName(_ kind: StageKind, _ share: PlannedShare) -> String {
    switch kind {
    case .parallel, .complete: kind.rawValue
    case .canary, .gradual: "\(kind.rawValue)-\(share.description.dropLast())"
    }
  }

  /// The shares that the stage goes through from the one before it; its own alone where it is not
  /// gradual.
  public func shares(from previous: PlannedShare) -> [PlannedShare] {
    guard kind == .gradual, step.basisPoints > 0 else { return [share] }
    var shares: [PlannedShare] = []
    var next = previous
    repeat {
      next = min(PlannedShare(basisPoints: next.basisPoints + step.basisPoints), share)
      shares.append(next)
    } while next < share
    return shares
  }
}

extension PlannedStage: PlanEntry {
  static let limit = 64

  static func blank(_ scalars: [String: String]) -> PlannedStage {
    let word = scalars["kind"] ?? ""
    let nearest = NearestKey.suggestion(for: word, among: StageKind.allCases.map(\.rawValue))
    let kind = StageKind(rawValue: nearest ?? word) ?? .canary
    let share = scalars["share"].flatMap { PlannedShare(planText: $0) } ?? .none
    return PlannedStage(kind, share: share)
  }

  static func fields(for stage: PlannedStage) -> [PlanField<PlannedStage>] {
    let kind: PlanField<PlannedStage> = .value(
      "kind", \.kind, "parallel, canary, gradual or complete", isRequired: true)
    let name: PlanField<PlannedStage> = .value("name", \.name, "what status and approve call it")
    switch stage.kind {
    case .parallel: return [kind, name] + gateFields
    case .canary: return [kind, name, shareField] + gateFields
    case .gradual:
      return [
        kind, name, shareField,
        .value("step", \.step, "by how much the share grows at a time"),
        .value("stepTime", \.stepTime, "how long each share below the target is held at least"),
      ] + gateFields
    case .complete:
      return [
        kind, name,
        .value("standby", \.standby, "how long v4 stays fed and ready before finalize is taken"),
      ]
    }
  }

  private static var shareField: PlanField<PlannedStage> {
    .value(
      "share", \.share, "v5's share of the answers; of a gradual stage its target", isRequired: true
    )
  }

  private static var gateFields: [PlanField<PlannedStage>] {
    [
      .value(
        "minimumTime", \.minimumTime,
        "how long the stage is watched at least; a gradual one from when its target is reached"),
      .value(
        "minimumOperations", \.minimumOperations,
        "the exchanges of v5 that the stage needs, as follower or as authority"),
      .section("coverage", \.coverage, "what v5 must have answered since the attempt began"),
      .section("gates", \.gates, "what the bounds on v5 may be for an advance, at every look"),
      .value(
        "approvals", \.approvals, "how many different people have to approve leaving the stage"),
      .values("approvers", \.approvers, "who may approve; empty: anybody with an identity"),
      .section(
        "missing", \.missing,
        "evidence that is missing or inconclusive after the minimum time holds the stage"),
    ]
  }
}
