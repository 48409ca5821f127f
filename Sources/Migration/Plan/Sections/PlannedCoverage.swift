public import Evidence

/// What v5 must have answered since the attempt began before a stage is left.
public struct PlannedCoverage: Codable, Hashable, Sendable {
  public var methods: [SampledMethod]
  /// The forks under whose rules each method must have been answered; empty: each under which the
  /// method was seen.
  public var forks: [String]
  /// How often each method under each fork.
  public var seen: Int
  /// The payloads that v5 must have built.
  public var builds: Int
  /// The reorganisations that both sides must have followed.
  public var reorgs: Int
  public var waivers: [PlannedWaiver]

  public init(
    methods: [SampledMethod] = [.newPayload, .forkchoiceUpdated, .getPayload],
    forks: [String] = [], seen: Int = 3, builds: Int = 1, reorgs: Int = 1,
    waivers: [PlannedWaiver] = [PlannedWaiver.standard]
  ) {
    self.methods = methods
    self.forks = forks
    self.seen = seen
    self.builds = builds
    self.reorgs = reorgs
    self.waivers = waivers
  }

  /// Everything that is still missing, `getPayload (cancun) 1 of 3` for example.
  public func missing(in counts: CoverageCounts, reorgs seenReorgs: Int) -> [String] {
    var missing: [String] = []
    for method in methods where !isWaived(method.rawValue) {
      // A read belongs to no fork, and a caller may ask one method by a newer fork's name.
      let required = forks.isEmpty ? (counts.answers[method] ?? [:]).keys.sorted() : forks
      if required.isEmpty, seen > 0 { missing.append("\(method.rawValue) 0 of \(seen)") }
      for fork in required where counts.count(method, fork: fork) < seen {
        missing.append(
          "\(method.rawValue) (\(fork)) \(counts.count(method, fork: fork)) of \(seen)")
      }
    }
    if counts.builds < builds, !isWaived("builds") {
      missing.append("builds \(counts.builds) of \(builds)")
    }
    if seenReorgs < reorgs, !isWaived("reorgs") {
      missing.append("reorgs \(seenReorgs) of \(reorgs)")
    }
    return missing
  }

  func isWaived(_ what: String) -> Bool { waivers.contains { $0.what == what } }
}

extension SampledMethod: PlanValue {}

extension PlannedCoverage: PlanSection {
  static func fields(for section: PlannedCoverage) -> [PlanField<PlannedCoverage>] {
    [
      .values("methods", \.methods, "the methods that v5 must have answered"),
      .values(
        "forks", \.forks,
        "under whose rules, each method under each; empty: under each it was seen under"),
      .value("seen", \.seen, "how often each"),
      .value("builds", \.builds, "the payloads that v5 must have built"),
      .value("reorgs", \.reorgs, "the reorganisations that both sides must have followed"),
      .entries("waivers", \.waivers, "what need not be seen, and why"),
    ]
  }
}
