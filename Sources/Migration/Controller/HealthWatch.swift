/// Judges engines and machine by the plan's limits, with hysteresis: what was unhealthy counts as
/// healthy again only after `settle` good looks in a row.
struct HealthWatch: Sendable {
  /// One thing that is looked at.
  private struct Check {
    var isUnhealthy = false
    var goodLooks = 0
    var changes: [Double] = []
    var hold: Hold?
  }

  /// What a look came to.
  struct Findings: Sendable {
    var wayBack: WayBack
    /// The holds that stand now.
    var holds: [Hold]
    /// The names of every check that was made: what is not among the holds is over.
    var reasons: [HoldReason]
    /// Whether nothing was wrong for so many looks in a row that it counts.
    var isSettled: Bool
  }

  var limits: HealthLimits
  private var checks: [String: Check] = [:]
  private var goodLooks = 0

  init(limits: HealthLimits) { self.limits = limits }

  /// Takes a look; `slot` is in seconds, `now` in seconds on the uptime clock, `wall` in milliseconds
  /// since 1970.
  mutating func look(
    _ condition: RouteCondition, _ surroundings: Surroundings, _ chain: ChainWatch, slot: Double,
    now: Double, wall: Int64
  ) -> Findings {
    let v4 = judge("v4", condition.v4.unfit, now)
    let v5 = judge("v5", condition.v5.unfit, now)
    var holds: [Hold] = []
    if let v5 { holds.append(Hold(.v5Behind, evidence: v5, since: wall)) }
    var reasons: [HoldReason] = [.v5Behind]
    for side in ["v4", "v5"] {
      let reason = HoldReason.health("flapping-\(side)")
      reasons.append(reason)
      guard let count = flaps(side, now) else { continue }
      holds.append(
        Hold(
          reason, value: "\(count) changes", comparator: "≥", threshold: "\(limits.flapping)",
          evidence: "within \(limits.flappingWindow)", since: wall))
    }
    for (name, value, limit) in [
      ("disk", surroundings.freeDisk, limits.freeDisk),
      ("memory", surroundings.freeMemory, limits.freeMemory),
    ] {
      reasons.append(.health(name))
      let low = value.flatMap { $0 < limit ? "\($0) MiB" : nil }
      guard let text = judge(name, low, now) else { continue }
      holds.append(
        Hold(
          .health(name), value: text, comparator: "<", threshold: "\(limit) MiB",
          evidence: "free", since: wall))
    }
    for finding in chainFindings(chain, slot: slot, now: now) + [clockFinding(surroundings)] {
      reasons.append(finding.reason)
      guard let text = judge(finding.name, finding.value, now) else { continue }
      holds.append(
        Hold(
          finding.reason, value: text, comparator: ">", threshold: finding.threshold,
          evidence: finding.evidence, since: wall))
    }
    let wayBack: WayBack =
      if let fork = condition.pastHorizon {
        .closed(fork)
      } else if let v4 {
        .unhealthy(v4)
      } else {
        .open
      }
    goodLooks = holds.isEmpty && wayBack == .open ? goodLooks &+ 1 : 0
    return Findings(
      wayBack: wayBack, holds: holds, reasons: reasons, isSettled: goodLooks >= limits.settle)
  }

  /// What is held against a limit; the value is nil where it is within.
  private struct Finding {
    let name: String
    let value: String?
    let threshold: String
    let evidence: String

    var reason: HoldReason { .health(name) }
  }

  private func chainFindings(_ chain: ChainWatch, slot: Double, now: Double) -> [Finding] {
    let longest = slot * Double(limits.missedSlots + 1)
    let silence = chain.headSince.map { now - $0 } ?? 0
    let depth = chain.deepest(since: now - limits.flappingWindow.seconds)
    return [
      Finding(
        name: "missed-slots", value: silence > longest ? "\(Int(silence)) s" : nil,
        threshold: "\(Int(longest)) s", evidence: "without a new head"),
      Finding(
        name: "reorg", value: depth > limits.reorgDepth ? "\(depth) blocks" : nil,
        threshold: "\(limits.reorgDepth) blocks", evidence: "within \(limits.flappingWindow)"),
    ]
  }

  private func clockFinding(_ surroundings: Surroundings) -> Finding {
    let skew = surroundings.clockSkew ?? .zero
    return Finding(
      name: "clock", value: skew > limits.clockSkew ? "\(skew)" : nil,
      threshold: "\(limits.clockSkew)", evidence: "beside the caller's clock, by its token")
  }

  /// The trouble that counts: the present one, or the last while it has not settled.
  private mutating func judge(_ name: String, _ trouble: String?, _ now: Double) -> String? {
    var check = checks[name] ?? Check()
    defer { checks[name] = check }
    if let trouble {
      if !check.isUnhealthy { check.changes.append(now) }
      (check.isUnhealthy, check.goodLooks) = (true, 0)
      check.hold = Hold(.health(name), evidence: trouble, since: 0)
      return trouble
    }
    guard check.isUnhealthy else { return nil }
    check.goodLooks += 1
    guard check.goodLooks >= limits.settle else {
      let last = check.hold?.evidence ?? "unhealthy"
      return "\(last); good for \(check.goodLooks) of \(limits.settle) looks"
    }
    check.isUnhealthy = false
    check.changes.append(now)
    return nil
  }

  private mutating func flaps(_ side: String, _ now: Double) -> Int? {
    let since = now - limits.flappingWindow.seconds
    checks[side]?.changes.removeAll { $0 < since }
    let count = checks[side]?.changes.count ?? 0
    return count >= limits.flapping ? count : nil
  }
}
