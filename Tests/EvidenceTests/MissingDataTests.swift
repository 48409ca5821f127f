import ABTesting
import Evidence
import Foundation
import Testing

/// The rules for what is not there, and for numbers that cannot be.
@Suite struct MissingDataTests {
  private func judged(_ windows: [EvidenceWindow], _ rules: EvidenceRules = EvidenceRules())
    -> [Judgement]
  {
    var judge = EvidenceJudge(rules: rules)
    return windows.map { judge.judge($0) }
  }

  private func empty(_ count: Int) -> [EvidenceWindow] {
    (0..<count).map { EvidenceWindow(start: Double($0) * 12, end: Double($0 + 1) * 12) }
  }

  @Test func `a chain that is idle holds after three slots and fails nothing`() throws {
    let judgements = judged(empty(20))
    #expect(judgements[1].action == nil)
    #expect(judgements[2].action == .hold)
    #expect(judgements.allSatisfy { $0.verdict == .noData })
    #expect(judgements[19].reading(.silence)?.verdict == .pass)
    let reading = try #require(judgements[9].reading(.chainIdle))
    #expect(reading.description == "chain-idle 120 s > 36 s (without a call on either arm)")
    #expect(reading.since == 36)
  }

  @Test func `v5 silent while v4 speaks fails after three slots and twenty calls`() throws {
    for (exchanges, expected) in [(20, 3), (10, 3), (3, 7), (1, 20)] {
      var traffic = SimulatedTraffic(seed: 1)
      traffic.exchangesPerWindow = exchanges
      var judge = EvidenceJudge()
      for _ in 0..<30 { _ = judge.judge(traffic.window()) }
      traffic.v5.isSilent = true
      let outcome1 = judge.windowsToRollback(&traffic)
      let found = try #require(outcome1)
      #expect(found.windows == expected)
      #expect(found.reading.detector == .silence)
      #expect(found.reading.description.contains("expected calls missed"))
    }
  }

  @Test
  func `v5 silent in a split without a follower fails once twenty of its own calls are missed`()
    throws
  {
    var traffic = SimulatedTraffic(seed: 12)
    traffic.asksBothArms = false
    var judge = EvidenceJudge()
    for _ in 0..<30 { _ = judge.judge(traffic.window()) }
    traffic.v5.isSilent = true
    let silence = judge.windowsToRollback(&traffic)
    let found = try #require(silence)
    #expect(found.reading.detector == .silence)
    #expect((10...40).contains(found.windows))
  }

  @Test func `v5 is not silent where nobody asks it`() {
    var traffic = SimulatedTraffic(seed: 2)
    (traffic.asksBothArms, traffic.share) = (false, 0)
    var judge = EvidenceJudge()
    for _ in 0..<200 {
      let judgement = judge.judge(traffic.window())
      #expect(judgement.action == nil)
      #expect(judgement.verdict == .noData)
    }
  }

  @Test func `an idle chain does not count toward v5's silence`() {
    var judge = EvidenceJudge()
    var actions: [Enforcement?] = []
    for index in 0..<60 {
      var window = EvidenceWindow(start: Double(index) * 12, end: Double(index + 1) * 12)
      if index == 0 { window.expectedV5Calls = 5 }
      actions.append(judge.judge(window).reading(.silence)?.action)
    }
    #expect(actions.allSatisfy { $0 == nil })
  }

  @Test func `comparisons that get lost hold`() throws {
    var traffic = SimulatedTraffic(seed: 3)
    var judge = EvidenceJudge()
    for _ in 0..<30 { _ = judge.judge(traffic.window()) }
    var judgement: Judgement?
    for _ in 0..<25 {
      var window = traffic.window()
      window.droppedComparisons = 1
      judgement = judge.judge(window)
    }
    let reading = try #require(judgement?.reading(.completeness))
    #expect(reading.action == .hold)
    #expect(reading.verdict == .inconclusive)
    #expect(reading.description.hasPrefix("completeness 9.12 % > 5.00 %"), "\(reading)")
    for _ in 0..<30 { judgement = judge.judge(traffic.window()) }
    #expect(judgement?.reading(.completeness)?.action == nil)
  }

  @Test func `a discarded window moves nothing`() {
    var traffic = SimulatedTraffic(seed: 4)
    var judge = EvidenceJudge()
    for _ in 0..<50 { _ = judge.judge(traffic.window()) }
    let before = judge.judge(traffic.window())
    traffic.v5.failures = 1
    for _ in 0..<50 {
      var window = traffic.window()
      window.isDiscarded = true
      let judgement = judge.judge(window)
      #expect(judgement.isDiscarded)
      #expect(judgement.action == nil)
      #expect(judgement.windows == before.windows)
      #expect(judgement.v5Calls == before.v5Calls)
    }
  }

  @Test func `units in another ratio than designed hold and never roll back`() throws {
    var judge = EvidenceJudge()
    var judgement: Judgement?
    for index in 0..<100 {
      var window = EvidenceWindow(start: Double(index) * 12, end: Double(index + 1) * 12)
      window.assigned = [AssignedUnits(share: 1_000, v4: 6, v5: 4)]
      judgement = judge.judge(window)
    }
    let reading = try #require(judgement?.reading(.sampleRatio))
    #expect(reading.action == .hold)
    #expect(reading.verdict == .inconclusive)
    #expect(
      reading.description.hasPrefix("sample-ratio 40.00 % > 10.00 % (n5=1000, units on v5, p="))
    let restored = try JSONDecoder().decode(
      EvidenceJudge.self, from: try JSONEncoder().encode(judge))
    var (first, second) = (judge, restored)
    let next = EvidenceWindow(start: 2_000, end: 2_012)
    let outcome2 = first.judge(next)
    #expect(outcome2.reading(.sampleRatio) == second.judge(next).reading(.sampleRatio))
  }

  @Test func `the sample ratio of single units is ABTesting's`() {
    var traffic = SimulatedTraffic(seed: 6)
    (traffic.exchangesPerWindow, traffic.share) = (1, 3_000)
    var check = SampleRatioCheck()
    var judge = EvidenceJudge()
    for _ in 0..<300 {
      let window = traffic.window()
      for units in window.assigned {
        for _ in 0..<units.v4 { check.count(.v4, share: 4_000) }
        for _ in 0..<units.v5 { check.count(.v5, share: 4_000) }
      }
      var told = window
      told.assigned = window.assigned.map { AssignedUnits(share: 4_000, v4: $0.v4, v5: $0.v5) }
      let reading = judge.judge(told).reading(.sampleRatio)
      #expect(reading?.n5 == check.v4Units + check.v5Units)
      #expect((reading?.action == .hold) == check.isAlarm)
    }
  }

  @Test(arguments: [
    (Double.nan, 1.0), (0, .nan), (0, .infinity), (-.infinity, 0), (5, 4), (0, 1e9),
  ])
  func `a window whose ends make no sense is left out`(_ start: Double, _ end: Double) {
    var window = EvidenceWindow(start: start, end: end)
    window.comparisons = [.critical: 1]
    let judgement = judged([window])[0]
    #expect(judgement.isDiscarded)
    #expect(judgement.action == nil)
    #expect(window.seconds >= 0)
  }

  @Test func `counts that cannot be do no harm`() throws {
    var window = EvidenceWindow(start: 0, end: 12)
    window.comparisons = [.major: .min, .equal: .max, .critical: -5, .minor: .max]
    window.droppedComparisons = .max
    window.expectedV5Calls = .min
    window.assigned = [
      AssignedUnits(share: 500, v4: .max, v5: .max), AssignedUnits(share: -7, v4: 5, v5: -5),
    ]
    let text = """
      {"bothAnswered":-1,"onlyV4Failed":9223372036854775807,"onlyV5Failed":9223372036854775807,\
      "bothFailed":9223372036854775807}
      """
    window.pairs = try JSONDecoder().decode(PairedCounts.self, from: Data(text.utf8))
    let counts = """
      {"failures":{"trials":9223372036854775807,"events":9223372036854775807},
       "deadlineMisses":{"trials":-3,"events":7},"latency":[735,9223372036854775807,0,1]}
      """
    let huge = try JSONDecoder().decode(MethodCounts.self, from: Data(counts.utf8))
    (window.v4, window.v5) = ([.read: huge, .newPayload: huge], [.read: huge, .getPayload: huge])
    var judge = EvidenceJudge()
    for _ in 0..<3 {
      for reading in judge.judge(window).readings {
        #expect(reading.logWealth?.isFinite ?? true, "\(reading)")
        #expect(reading.deltaUpper?.isNaN != true, "\(reading)")
      }
    }
    window.merge(window)
    #expect(!window.failures(.v4).others.description.hasPrefix("-"))
    let judgement = judge.judge(window)
    #expect(try !JSONEncoder().encode(judge).isEmpty)
    #expect(try !JSONEncoder().encode(judgement).isEmpty)
  }

  @Test(arguments: [(-1, 0, 0, 0), (5, 9, 5, 5), (3, -2, 3, 0), (0, 0, 0, 0)])
  func `counts are brought within their bounds`(_ row: (Int, Int, Int, Int)) {
    let counts = EventCounts(trials: row.0, events: row.1)
    #expect((counts.trials, counts.events) == (row.2, row.3))
  }
}
