import ABTesting
import Evidence
import Testing

@testable import Migration

@Suite struct `The watch on the chain` {
  private static func sample(
    _ method: SampledMethod, _ block: String, parent: String? = nil,
    v5: SampledOutcome? = .ok
  ) -> ExchangeSample {
    ExchangeSample(
      method: method, fork: "shanghai", authority: .v4,
      v4: ArmSample(outcome: .ok, latency: .zero),
      v5: v5.map { ArmSample(outcome: $0, latency: .zero) }, block: block, parent: parent)
  }

  /// A chain a1 … a9 with a branch b3 … b9 that leaves it at a2, and a9 as head.
  private static func watch() -> ChainWatch {
    var watch = ChainWatch()
    for number in 1...9 {
      _ = watch.observe(sample(.newPayload, "a\(number)", parent: "a\(number - 1)"), now: 0)
      _ = watch.observe(sample(.forkchoiceUpdated, "a\(number)"), now: Double(number))
    }
    for number in 3...9 {
      let parent = number == 3 ? "a2" : "b\(number - 1)"
      _ = watch.observe(sample(.newPayload, "b\(number)", parent: parent), now: 9)
    }
    return watch
  }

  @Test func `a chain that grows is no reorganisation`() {
    let watch = Self.watch()
    #expect(watch.deepest(since: 0) == 0)
    #expect(watch.head == "a9")
    #expect(watch.headSince == 9)
  }

  @Test(arguments: [("b9", 7), ("b3", 7), ("a8", 1), ("a1", 8)])
  func `a reorganisation is as deep as what it takes back`(head: String, depth: Int) {
    var watch = Self.watch()
    let isFollowed = watch.observe(Self.sample(.forkchoiceUpdated, head), now: 20)
    #expect(isFollowed)
    #expect(watch.deepest(since: 10) == depth)
    #expect(watch.deepest(since: 21) == 0)
  }

  @Test func `it counts where both sides followed, and nowhere else`() {
    for outcome in [SampledOutcome.failed, nil] {
      var watch = Self.watch()
      let sample = Self.sample(.forkchoiceUpdated, "b9", v5: outcome)
      let counts = watch.observe(sample, now: 20)
      #expect(!counts)
      #expect(watch.deepest(since: 10) == 7)
    }
  }

  @Test func `a head of which nobody knows where it comes from has no depth`() {
    var watch = Self.watch()
    let counts = watch.observe(Self.sample(.forkchoiceUpdated, "elsewhere"), now: 20)
    #expect(!counts)
    #expect(watch.deepest(since: 0) == 0)
  }

  @Test func `parents that lead in a circle end the search`() {
    var watch = ChainWatch()
    _ = watch.observe(Self.sample(.newPayload, "x", parent: "y"), now: 0)
    _ = watch.observe(Self.sample(.newPayload, "y", parent: "x"), now: 0)
    _ = watch.observe(Self.sample(.forkchoiceUpdated, "x"), now: 1)
    let counts = watch.observe(Self.sample(.forkchoiceUpdated, "z"), now: 2)
    #expect(!counts)
  }

  @Test func `only so many blocks are remembered`() {
    var watch = ChainWatch()
    for number in 1...5_000 {
      _ = watch.observe(Self.sample(.newPayload, "\(number)", parent: "\(number - 1)"), now: 0)
    }
    _ = watch.observe(Self.sample(.forkchoiceUpdated, "5000"), now: 1)
    _ = watch.observe(Self.sample(.forkchoiceUpdated, "4000"), now: 2)
    #expect(watch.deepest(since: 0) == 1_000)
    _ = watch.observe(Self.sample(.forkchoiceUpdated, "5000"), now: 3)
    _ = watch.observe(Self.sample(.forkchoiceUpdated, "10"), now: 4)
    #expect(watch.deepest(since: 4) == 0)
  }

  // MARK: Health

  private static func holds(
    _ watch: ChainWatch, now: Double, skew: PlannedDuration = .zero
  ) -> [String] {
    var health = HealthWatch(limits: HealthLimits())
    return health.look(
      RouteCondition(mode: "parallel"), Surroundings(clockSkew: skew), watch, slot: 12, now: now,
      wall: 0
    ).holds.map(\.description)
  }

  @Test func `slots without a head, deep reorganisations and a clock that is off hold`() {
    #expect(Self.holds(Self.watch(), now: 45) == [])
    let missed = Self.holds(Self.watch(), now: 46)
    #expect(missed.count == 1 && missed[0].contains("missed-slots 37 s > 36 s"), "\(missed)")
    var watch = Self.watch()
    _ = watch.observe(Self.sample(.forkchoiceUpdated, "a1"), now: 20)
    let deep = Self.holds(watch, now: 21)
    #expect(deep.count == 1 && deep[0].contains("reorg 8 blocks > 7 blocks"), "\(deep)")
    #expect(Self.holds(Self.watch(), now: 10, skew: PlannedDuration(milliseconds: 500)) == [])
    let off = Self.holds(Self.watch(), now: 10, skew: PlannedDuration(milliseconds: 501))
    #expect(off.count == 1 && off[0].contains("clock 501ms > 500ms"), "\(off)")
  }
}
