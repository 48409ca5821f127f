import ABTesting
import Evidence
import Foundation
import Testing

@Suite struct EvidenceJudgeTests {
  private static let seeds = Array(UInt64(0)..<20)

  private func warmedUp(_ traffic: inout SimulatedTraffic, windows: Int) -> EvidenceJudge {
    var judge = EvidenceJudge()
    for _ in 0..<windows { _ = judge.judge(traffic.window()) }
    return judge
  }

  @Test(arguments: seeds)
  func `a healthy v5 passes and nothing is due`(_ seed: UInt64) throws {
    var traffic = SimulatedTraffic(seed: seed)
    var judge = EvidenceJudge()
    var last: Judgement?
    for _ in 0..<400 {
      let judgement = judge.judge(traffic.window())
      #expect(judgement.action != .rollback, "seed \(seed): \(judgement.readings)")
      last = judgement
    }
    let judgement = try #require(last)
    #expect(judgement.verdict == .pass, "seed \(seed): \(judgement.readings)")
    #expect(judgement.v5Calls == 4_000)
    #expect(judgement.windows == 400)
    #expect(judgement.coverage.builds > 400)
    #expect(judgement.readings.map(\.detector) == DetectorName.allCases)
  }

  @Test(arguments: zip([1.0, 0.5, 0.2, 0.05], [2, 4, 11, 53]))
  func `failures of v5 after a long good history roll back`(_ rate: Double, _ limit: Int) throws {
    var delays: [Int] = []
    for seed in Self.seeds {
      var traffic = SimulatedTraffic(seed: seed)
      var judge = warmedUp(&traffic, windows: 200)
      traffic.v5.failures = rate
      let outcome1 = judge.windowsToRollback(&traffic)
      let found = try #require(outcome1, "seed \(seed)")
      #expect(
        [.errors, .pairedErrors, .serviceLevel].contains(found.reading.detector), "seed \(seed)")
      delays.append(found.windows)
    }
    #expect(delays.sorted()[delays.count / 2] <= limit, "\(delays)")
  }

  @Test(arguments: zip([2.0, 10.0], [12, 3]))
  func `a slow v5 rolls back by its latency`(_ factor: Double, _ limit: Int) throws {
    for seed in Self.seeds {
      var traffic = SimulatedTraffic(seed: seed)
      var judge = warmedUp(&traffic, windows: 200)
      traffic.v5.latencyFactor = factor
      let outcome2 = judge.windowsToRollback(&traffic)
      let found = try #require(outcome2, "seed \(seed)")
      #expect([.latencyP50, .latencyP99].contains(found.reading.detector))
      #expect(found.windows <= limit * 2, "seed \(seed)")
      #expect(found.reading.description.contains(" ms > 1."), "\(found.reading)")
    }
  }

  @Test func `a v5 that is faster or just as slow as v4 becomes is left alone`() {
    for seed in Self.seeds {
      var traffic = SimulatedTraffic(seed: seed)
      var judge = warmedUp(&traffic, windows: 100)
      traffic.v5.latencyFactor = 0.2
      for _ in 0..<100 {
        let outcome = judge.judge(traffic.window())
        #expect(outcome.action == nil, "seed \(seed)")
      }
      traffic.v4.latencyFactor = 5
      traffic.v5.latencyFactor = 5
      for _ in 0..<100 {
        let outcome = judge.judge(traffic.window())
        #expect(outcome.action != .rollback)
      }
    }
  }

  @Test(arguments: [0.5, 0.05])
  func `both arms failing alike hold and are no reason to go back to v4`(_ rate: Double) {
    var holds = 0
    for seed in Self.seeds {
      var traffic = SimulatedTraffic(seed: seed)
      var judge = warmedUp(&traffic, windows: 100)
      (traffic.v4.failures, traffic.v5.failures) = (rate, rate)
      (traffic.v4.deadlineMisses, traffic.v5.deadlineMisses) = (rate, rate)
      for _ in 0..<100 {
        let judgement = judge.judge(traffic.window())
        #expect(judgement.action != .rollback, "seed \(seed): \(judgement.readings)")
        if judgement.action == .hold { holds += 1 }
      }
    }
    #expect(holds > Self.seeds.count * 50)
  }

  @Test(arguments: zip([0.01, 0.1], [400, 20]))
  func `mismatches above the budget roll back`(_ rate: Double, _ limit: Int) throws {
    for seed in Self.seeds {
      var traffic = SimulatedTraffic(seed: seed)
      var judge = warmedUp(&traffic, windows: 100)
      traffic.mismatches = rate
      let outcome3 = judge.windowsToRollback(&traffic)
      let found = try #require(outcome3, "seed \(seed)")
      #expect(found.reading.detector == .mismatch)
      #expect(found.windows <= limit, "seed \(seed)")
    }
  }

  @Test(arguments: seeds.prefix(5))
  func `missed deadlines of v5 roll back`(_ seed: UInt64) throws {
    var traffic = SimulatedTraffic(seed: seed)
    var judge = warmedUp(&traffic, windows: 100)
    traffic.v5.deadlineMisses = 0.5
    let outcome4 = judge.windowsToRollback(&traffic)
    let found = try #require(outcome4, "seed \(seed)")
    #expect(found.reading.detector == .deadline)
    #expect(found.windows <= 5)
  }

  @Test func `one critical comparison rolls back at once and stays`() {
    var judge = EvidenceJudge()
    var window = EvidenceWindow(start: 0, end: 12)
    window.comparisons = [.critical: 1]
    let judgement = judge.judge(window)
    #expect(judgement.action == .rollback)
    #expect(judgement.verdict == .fail)
    #expect(judgement.decisive?.description == "critical 1 > 0 (n5=1)")
    let outcome5 = judge.judge(EvidenceWindow(start: 12, end: 24))
    #expect(outcome5.reading(.critical)?.verdict == .fail)
    judge.reset()
    let outcome6 = judge.judge(EvidenceWindow(start: 24, end: 36))
    #expect(outcome6.reading(.critical)?.verdict == .pass)
  }

  @Test func `a fault that heals lets the migration go on after the cool-down`() throws {
    var traffic = SimulatedTraffic(seed: 11)
    var judge = EvidenceJudge()
    judge.rules.enforcement = [
      .errors: .hold, .pairedErrors: .hold, .serviceLevel: .hold,
    ]
    // With every failure counted the bounds would take a day; healing is of the warnings.
    (judge.rules.margin, judge.rules.failureCeiling) = (0.1, 0.1)
    for _ in 0..<300 { _ = judge.judge(traffic.window()) }
    traffic.v5.failures = 0.5
    var worst: Judgement?
    for _ in 0..<10 { worst = judge.judge(traffic.window()) }
    #expect(worst?.action == .hold)
    #expect(worst?.verdict == .fail)
    let since = try #require(worst?.reading(.errors)?.since)
    #expect(since < (worst?.end ?? 0))
    traffic.v5.failures = 0
    var windows = 0
    while judge.judge(traffic.window()).verdict != .pass, windows < 2_000 { windows += 1 }
    // Never before the cool-down of 75 windows.
    #expect(windows >= 74)
    #expect(windows < 2_000)
  }

  @Test func `a detector does no more than it may`() {
    for (allowed, due) in [
      (Enforcement.off, nil), (.warn, .warn), (.hold, .hold), (.rollback, Enforcement.rollback),
    ] {
      var judge = EvidenceJudge()
      for detector in DetectorName.allCases { judge.rules.enforcement[detector] = .off }
      judge.rules.enforcement[.critical] = allowed
      var window = EvidenceWindow(start: 0, end: 12)
      window.comparisons = [.critical: 1]
      let judgement = judge.judge(window)
      #expect(judgement.action == due)
      #expect(judgement.reading(.critical)?.verdict == .fail)
      #expect(judgement.verdict == (allowed >= .hold ? .fail : .pass))
    }
  }

  @Test func `recorded windows can be judged again by other rules`() {
    var traffic = SimulatedTraffic(seed: 5)
    var windows = (0..<100).map { _ in traffic.window() }
    traffic.v5.failures = 0.03
    windows += (0..<150).map { _ in traffic.window() }
    var (strict, lax) = (EvidenceJudge(), EvidenceJudge())
    lax.rules.minimumEffect = 0.2
    lax.rules.errorBudget = 0.2
    let actions = windows.map { (strict.judge($0).action, lax.judge($0).action) }
    #expect(actions.contains { $0.0 == .rollback })
    #expect(!actions.contains { $0.1 == .rollback })
  }

  @Test func `a judge that was put away goes on as if nothing had been`() throws {
    var traffic = SimulatedTraffic(seed: 9)
    var judge = warmedUp(&traffic, windows: 120)
    traffic.v5.failures = 0.04
    for _ in 0..<10 { _ = judge.judge(traffic.window()) }
    let text = try JSONEncoder().encode(judge)
    var restored = try JSONDecoder().decode(EvidenceJudge.self, from: text)
    for _ in 0..<60 {
      let window = traffic.window()
      let (first, second) = (judge.judge(window), restored.judge(window))
      #expect(first.readings.map(\.action) == second.readings.map(\.action))
      #expect(first.readings.map(\.verdict) == second.readings.map(\.verdict))
      #expect(first.readings.map(\.description) == second.readings.map(\.description))
      for (left, right) in zip(first.readings, second.readings) {
        #expect(abs((left.logWealth ?? 0) - (right.logWealth ?? 0)) < 1e-9)
      }
      let record = try JSONEncoder().encode(first)
      #expect(try JSONDecoder().decode(Judgement.self, from: record) == first)
    }
  }
}
