/// When nothing advances, whatever the evidence; rollbacks are never frozen.
public struct FreezeRules: Codable, Hashable, Sendable {
  public var calendar: [FreezeWindow] = []
  /// How long before and after a fork's activation.
  public var aroundFork: PlannedDuration = .hours(1)
  /// How long before an own proposal.
  public var beforeProposal: PlannedDuration = .seconds(24)

  public init() {}

  /// Why nothing may advance at an instant: every window that it lies in, as a hold.
  ///
  /// `nextProposal` is the own proposal that is known to come next, if any.
  public func holds(
    at instant: PlannedInstant, forks: [KnownFork], nextProposal: PlannedInstant? = nil
  ) -> [Hold] {
    let since = Int64(instant.secondsSince1970) * 1_000
    var holds = calendar.filter { $0.contains(instant) }.prefix(1).map { window in
      Hold(
        .freeze(.calendar), value: instant.description, comparator: "in",
        threshold: "\(window.from) – \(window.to)", evidence: window.reason, since: since)
    }
    let near = forks.first { fork in
      fork.activation - aroundFork <= instant && instant <= fork.activation + aroundFork
    }
    if let near {
      holds.append(
        Hold(
          .freeze(.fork), value: instant.description, comparator: "within",
          threshold: "\(aroundFork) of \(near.activation)", evidence: near.name, since: since))
    }
    if let nextProposal, instant <= nextProposal, instant + beforeProposal >= nextProposal {
      holds.append(
        Hold(
          .freeze(.proposal), value: instant.description, comparator: "within",
          threshold: "\(beforeProposal) of \(nextProposal)", evidence: "own proposal",
          since: since))
    }
    return holds
  }
}

extension FreezeRules: PlanSection {
  static func fields(for section: FreezeRules) -> [PlanField<FreezeRules>] {
    [
      .entries("calendar", \.calendar, "times in which nothing advances"),
      .value("aroundFork", \.aroundFork, "before and after a fork's activation"),
      .value("beforeProposal", \.beforeProposal, "before an own proposal"),
    ]
  }
}
