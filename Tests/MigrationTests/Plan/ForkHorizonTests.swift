import Testing

@testable import Migration

/// Plans that would run into a fork, and times in which nothing advances.
@Suite struct ForkHorizonTests {
  private static let start = PlannedInstant(secondsSince1970: 1_800_000_000)

  private static func fork(_ name: String, in time: PlannedDuration) -> KnownFork {
    KnownFork(name: name, activation: start + time)
  }

  @Test func `a plan that ends before the fork may start`() {
    let horizon = ForkHorizon(forks: [Self.fork("cancun", in: .days(10))])
    #expect(horizon.refusal(start: Self.start, length: .days(9)) == nil)
    #expect(ForkHorizon().refusal(start: Self.start, length: .days(3_650)) == nil)
  }

  @Test func `a plan that straddles the fork is refused with the date`() throws {
    let horizon = ForkHorizon(forks: [
      Self.fork("prague", in: .days(12)), Self.fork("cancun", in: .days(5)),
    ])
    let refusal = try #require(
      horizon.refusal(start: Self.start, length: MigrationPlan.standard.minimumTime))
    #expect(
      refusal.description
        == "cancun begins at 2027-01-20T08:00:00Z, while the plan runs (2027-01-15T08:00:00Z to "
        + "2027-01-23T04:10:00Z at least): v4 cannot express it, so from then on there is no way "
        + "back")
    #expect(horizon.refusal(start: Self.start, length: .days(5)) != nil)
    #expect(horizon.refusal(start: Self.start, length: .days(5) - .seconds(1)) == nil)
  }

  @Test func `past the fork no plan starts`() throws {
    let horizon = ForkHorizon(forks: [Self.fork("cancun", in: .zero)])
    let refusal = try #require(horizon.refusal(start: Self.start, length: .zero))
    #expect(refusal.description.contains("cancun has begun at 2027-01-15T08:00:00Z"))
    #expect(horizon.isPast(at: Self.start))
    #expect(!horizon.isPast(at: Self.start - .seconds(1)))
  }

  @Test func `a fork that v4 can express is no horizon`() {
    let horizon = ForkHorizon(forks: [Self.fork("shanghai", in: .hours(1))])
    #expect(horizon.first == nil)
    #expect(!horizon.isPast(at: Self.start + .days(1)))
  }

  @Test func `what an engine says goes before the configuration`() {
    var horizon = ForkHorizon(forks: [Self.fork("cancun", in: .days(100))])
    horizon.learn(Self.fork("cancun", in: .days(1)))
    #expect(horizon.forks == [Self.fork("cancun", in: .days(1))])
    #expect(horizon.refusal(start: Self.start, length: .days(2)) != nil)
  }

  @Test(arguments: [
    ("Fri 16:00", "Mon 08:00", "2026-03-13T15:59:59Z", false),
    ("Fri 16:00", "Mon 08:00", "2026-03-13T16:00:00Z", true),
    ("Fri 16:00", "Mon 08:00", "2026-03-15T23:59:59Z", true),
    ("Fri 16:00", "Mon 08:00", "2026-03-16T07:59:00Z", true),
    ("Fri 16:00", "Mon 08:00", "2026-03-16T08:00:00Z", false),
    ("Tue 10:00", "Tue 12:00", "2026-03-10T11:00:00Z", true),
    ("Tue 10:00", "Tue 12:00", "2026-03-11T11:00:00Z", false),
    ("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z", "2026-03-10T00:00:00Z", true),
    ("2026-03-10T00:00:00Z", "2026-03-11T00:00:00Z", "2026-03-11T00:00:00Z", false),
    ("2026-03-10T00:00:00Z", "Tue 12:00", "2026-03-10T00:00:00Z", false),
  ])
  func `a window holds from its beginning to its end`(
    _ from: String, _ to: String, _ instant: String, _ isWithin: Bool
  ) throws {
    let window = FreezeWindow(
      from: try #require(FreezeMoment(planText: from)),
      to: try #require(FreezeMoment(planText: to)),
      reason: "r")
    #expect(try window.contains(#require(PlannedInstant(instant))) == isWithin)
  }

  @Test func `forks, own proposals and the calendar each hold by their own name`() {
    var rules = FreezeRules()
    rules.calendar = [
      FreezeWindow(
        from: .instant(Self.start), to: .instant(Self.start + .hours(1)), reason: "quarter's end")
    ]
    let forks = [Self.fork("shanghai", in: .minutes(30))]
    let proposal = Self.start + .seconds(20)
    let holds = rules.holds(at: Self.start, forks: forks, nextProposal: proposal)
    #expect(holds.map(\.reason) == [.freeze(.calendar), .freeze(.fork), .freeze(.proposal)])
    #expect(holds.map(\.isCritical) == [false, true, true])
    #expect(holds[0].evidence == "quarter's end")
    #expect(rules.holds(at: Self.start + .days(1), forks: forks, nextProposal: proposal) == [])
    #expect(rules.holds(at: Self.start - .minutes(31), forks: forks) == [])
    #expect(
      rules.holds(at: Self.start - .minutes(30), forks: forks).map(\.reason) == [.freeze(.fork)])
    #expect(
      rules.holds(at: proposal - .seconds(25), forks: [], nextProposal: proposal)
        .map(\.reason) == [])
  }

  @Test func `a drill is overdue after interval and grace`() {
    let rules = DrillRules()
    #expect(!rules.isOverdue(sinceLast: .days(37)))
    #expect(rules.isOverdue(sinceLast: .days(37) + .seconds(1)))
  }

  @Test(arguments: [
    (0, 0), (1, 30), (2, 60), (3, 120), (6, 960), (7, 1_440), (64, 1_440), (.max, 1_440),
  ])
  func `a lock-out doubles up to its cap`(_ rollbacks: Int, _ minutes: Int) {
    #expect(RollbackRules().lockOut(afterRollbacks: rollbacks) == .minutes(minutes))
  }
}
