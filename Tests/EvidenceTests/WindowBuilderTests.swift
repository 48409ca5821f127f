import ABTesting
import Evidence
import Foundation
import Testing

@Suite struct WindowBuilderTests {
  private static let answer = ArmSample(outcome: .ok, latency: .milliseconds(9))
  private static let failure = ArmSample(outcome: .failed, latency: .milliseconds(1))

  private func exchange(
    v4: ArmSample? = answer, v5: ArmSample? = answer, comparison: SampledComparison? = nil,
    authority: Arm = .v4, fork: String = "shanghai", isSplit: Bool = false, unit: String? = nil
  ) -> ExchangeSample {
    ExchangeSample(
      method: .newPayload, fork: fork, authority: authority, v4: v4, v5: v5,
      comparison: comparison, isSplit: isSplit, unit: unit)
  }

  @Test func `a window closes at twelve seconds, empty or not`() throws {
    var builder = WindowBuilder(start: 100)
    let outcome1 = builder.close(now: 111.9)
    #expect(outcome1 == nil)
    let outcome2 = builder.close(now: 112)
    let first = try #require(outcome2)
    #expect((first.start, first.end, first.exchanges) == (100, 112, 0))
    let outcome3 = builder.close(now: 124.5)
    let second = try #require(outcome3)
    #expect((second.start, second.end) == (112, 124.5))
  }

  @Test(arguments: [SampledOutcome.ok, .rejected, .failed])
  func `a window closes at twenty calls with both arms, whatever their outcomes`(
    _ outcome: SampledOutcome
  ) {
    var builder = WindowBuilder(start: 0)
    let sample = ArmSample(outcome: outcome, latency: .milliseconds(1))
    for _ in 0..<19 { builder.add(exchange(v4: sample, v5: nil)) }
    let outcome4 = builder.close(now: 1)
    #expect(outcome4 == nil)
    builder.add(exchange(v4: sample, v5: nil))
    let outcome5 = builder.close(now: 1)
    #expect(outcome5 == nil)
    builder.add(exchange(v4: nil, v5: sample))
    let outcome6 = builder.close(now: 1)
    #expect(outcome6?.exchanges == 21)
    let outcome7 = builder.close(now: 2)
    #expect(outcome7 == nil)
  }

  @Test func `a window holds what was added`() throws {
    var builder = WindowBuilder(start: 0)
    builder.route(share: 2_500, asksBothArms: true)
    builder.add(exchange(comparison: .equal))
    builder.add(exchange(v5: Self.failure))
    builder.add(exchange(v4: Self.failure))
    builder.add(exchange(v4: Self.failure, v5: Self.failure, comparison: .major))
    builder.add(exchange(v4: nil, comparison: .comparatorError, fork: "cancun"))
    builder.add(.critical)
    builder.addDroppedComparisons(3)
    builder.addDroppedComparisons(-3)
    let outcome8 = builder.close(now: 12)
    let window = try #require(outcome8)
    #expect(window.share == 2_500)
    #expect(window.exchanges == 5)
    #expect(window.expectedV5Calls == 5)
    #expect(window.failures(.v4) == EventCounts(trials: 4, events: 2))
    #expect(window.failures(.v5) == EventCounts(trials: 5, events: 2))
    #expect(window.pairs.pairs == 4)
    #expect(window.pairs.onlyV5Failed == 1)
    #expect(window.pairs.onlyV4Failed == 1)
    #expect(window.pairs.bothFailed == 1)
    #expect(window.mismatches == EventCounts(trials: 3, events: 2))
    #expect(window.lostComparisons == EventCounts(trials: 7, events: 4))
    #expect(window.coverage.count(.newPayload) == 3)
    #expect(window.coverage.count(.newPayload, fork: "cancun") == 1)
    // A refused connection is not a fast answer.
    #expect(window.v5[.newPayload]?.latency.count == 3)
  }

  @Test func `v5 is expected where it is the authority or both are asked`() {
    var builder = WindowBuilder(start: 0)
    builder.route(share: 500, asksBothArms: false)
    builder.add(exchange(v5: nil))
    builder.add(exchange(v4: nil, authority: .v5))
    let outcome9 = builder.close(now: 12)
    #expect(outcome9?.expectedV5Calls == 1)
  }

  @Test func `a unit counts once for the sample ratio, and is noticed on both arms`() throws {
    var builder = WindowBuilder(start: 0)
    builder.route(share: 99_999, asksBothArms: false)
    #expect(builder.share == 10_000)
    builder.route(share: 500, asksBothArms: false)
    for _ in 0..<3 { builder.add(exchange(isSplit: true, unit: "head-1")) }
    builder.add(exchange(authority: .v5, isSplit: true, unit: "head-2"))
    builder.add(exchange(authority: .v5, isSplit: true, unit: "head-1"))
    builder.add(exchange(authority: .v5, isSplit: false, unit: "head-3"))
    builder.add(exchange(isSplit: true, unit: nil))
    let outcome10 = builder.close(now: 12)
    let window = try #require(outcome10)
    #expect(window.assigned == [AssignedUnits(share: 500, v4: 2, v5: 1)])
    #expect(window.crossedUnits == 1)
    builder.add(exchange(isSplit: true, unit: "head-2"))
    builder.route(share: 1_000, asksBothArms: false)
    builder.add(exchange(isSplit: true, unit: "head-9"))
    let outcome11 = builder.close(now: 24)
    #expect(outcome11?.assigned == [AssignedUnits(share: 1_000, v4: 1)])
  }

  @Test func `units are forgotten from the oldest on`() throws {
    var builder = WindowBuilder(start: 0)
    builder.route(share: 500, asksBothArms: false)
    for unit in 0...4_096 { builder.add(exchange(isSplit: true, unit: "\(unit)")) }
    _ = builder.close(now: 12)
    builder.add(exchange(isSplit: true, unit: "4096"))
    builder.add(exchange(isSplit: true, unit: "0"))
    let outcome12 = builder.close(now: 24)
    #expect(outcome12?.assigned == [AssignedUnits(share: 500, v4: 1)])
  }

  @Test(arguments: [99.0, 200.0])
  func `a clock that jumps discards the window`(_ now: Double) throws {
    var builder = WindowBuilder(start: 100)
    builder.add(exchange())
    let outcome13 = builder.close(now: now)
    let window = try #require(outcome13)
    #expect(window.isDiscarded)
    #expect(window.end >= window.start)
    let outcome14 = builder.close(now: now + 12)
    let next = try #require(outcome14)
    #expect(!next.isDiscarded)
  }

  @Test func `a window can be discarded from outside`() {
    var builder = WindowBuilder(start: .nan)
    builder.discard()
    let outcome15 = builder.close(now: .nan)
    #expect(outcome15 == nil)
    let outcome16 = builder.close(now: 1)
    #expect(outcome16?.isDiscarded == true)
  }

  @Test func `forks without number do not fill the memory`() throws {
    var builder = WindowBuilder(start: 0)
    for fork in 0..<1_000 {
      builder.add(exchange(fork: "\(fork)" + String(repeating: "x", count: 500)))
    }
    let outcome17 = builder.close(now: 12)
    let window = try #require(outcome17)
    #expect(window.coverage.answers[.newPayload]?.count == CoverageCounts.forkLimit)
    #expect(window.coverage.builds == 0)
  }

  @Test func `two windows merge into what one would have been`() throws {
    var (parts, whole) = (WindowBuilder(start: 0), WindowBuilder(start: 0))
    parts.route(share: 700, asksBothArms: true)
    whole.route(share: 700, asksBothArms: true)
    var windows: [EvidenceWindow] = []
    for index in 0..<10 {
      let sample = exchange(
        v4: index % 3 == 0 ? Self.failure : Self.answer, v5: index % 2 == 0 ? nil : Self.answer,
        comparison: .equal, authority: index % 5 == 0 ? .v5 : .v4, fork: "fork\(index % 2)",
        isSplit: true, unit: "\(index)")
      parts.add(sample)
      whole.add(sample)
      if index == 4, let window = parts.close(now: 12) { windows.append(window) }
    }
    if let window = parts.close(now: 24) { windows.append(window) }
    try #require(windows.count == 2)
    var merged = windows[0]
    merged.merge(windows[1])
    let closed = whole.close(now: 24)
    #expect(merged == closed)
    let text = try JSONEncoder().encode(merged)
    #expect(try JSONDecoder().decode(EvidenceWindow.self, from: text) == merged)
  }
}
