import Evidence
import Foundation
import Testing

@testable import Migration

/// What `plan show` tells.
@Suite struct PlanOutlineTests {
  @Test(
    arguments: zip([0.05, 0.02, 0.01, 0.005, 0.002, 0.001], [116, 320, 680, 1_438, 3_844, 8_062]))
  func `the clean calls that certify a bound are those of the specification`(
    _ bound: Double, _ calls: Int
  ) {
    #expect(CertifiedCalls.needed(bound: bound, alpha: 0.05) == calls)
  }

  @Test func `bounds that nothing certifies have no number of calls`() {
    #expect(CertifiedCalls.needed(bound: 0, alpha: 0.05) == nil)
    #expect(CertifiedCalls.needed(bound: 1e-13, alpha: 0.05) == nil)
    #expect(CertifiedCalls.needed(bound: 0.01, alpha: 0) == nil)
    #expect(CertifiedCalls.needed(bound: 0.01, alpha: 1) == nil)
    #expect(CertifiedCalls.needed(bound: .nan, alpha: 0.05) == nil)
    #expect(CertifiedCalls.needed(bound: 1, alpha: 0.05) == 0)
  }

  @Test func `at fifteen calls a minute the standard plan waits for time, parallel for evidence`() {
    let outline = PlanOutline(.standard)
    #expect(!outline.isObserved)
    #expect(outline.minimumTime == .hours(20) + .minutes(10))
    #expect(outline.stages.map(\.bottleneck.rawValue).prefix(3) == ["evidence", "time", "time"])
    let calls = CertifiedCalls.needed(bound: 0.01, alpha: 0.005)
    #expect(outline.stages[0].certifiedCalls == calls)
    #expect(outline.stages[0].predicted == .seconds((924 * 60 + 14) / 15))
    #expect(outline.predicted == outline.minimumTime + .seconds(96))
    #expect(outline.standby == .days(7))
  }

  @Test func `evidence earned in one stage counts in the next, operations do not`() throws {
    let outline = PlanOutline(
      .standard, rates: CallRates([.newPayload: 1, .getPayload: 1, .forkchoiceUpdated: 1]))
    // 924 clean calls at 3 a minute; the canaries then need their own operations alone.
    #expect(outline.stages[0].predicted == .seconds(924 * 20))
    #expect(outline.stages[1].predicted == .hours(1))
    #expect(outline.stages[2].predicted == .hours(6))
    #expect(outline.stages[2].bottleneck == .time)
    let slow = PlanOutline(
      .standard, rates: CallRates([.newPayload: 0.5, .getPayload: 0.5, .forkchoiceUpdated: 1]))
    #expect(slow.stages[2].bottleneck == .operations)
    #expect(slow.stages[2].predicted == .minutes(500))
    #expect(try #require(slow.predicted) > slow.minimumTime)
  }

  @Test func `a method that is never called never ends a stage, and a waiver ends that`() {
    let rates = CallRates([.newPayload: 10, .forkchoiceUpdated: 10])
    var plan = MigrationPlan.standard
    let outline = PlanOutline(plan, rates: rates)
    #expect(outline.stages[0].predicted == nil)
    #expect(outline.stages[0].bottleneck == .never)
    #expect(outline.predicted == nil)
    #expect(outline.lines.contains { $0.contains("never predicted") })
    for index in plan.stages.indices {
      plan.stages[index].coverage.waivers += ["getPayload", "builds"].map {
        PlannedWaiver(what: $0, reason: "this node proposes nothing")
      }
    }
    #expect(PlanOutline(plan, rates: rates).predicted != nil)
  }

  @Test func `coverage that is rarer than the stage is long is what it waits for`() {
    var plan = MigrationPlan.standard
    plan.stages[0].coverage.builds = 60
    let outline = PlanOutline(
      plan, rates: CallRates([.newPayload: 20, .forkchoiceUpdated: 20, .getPayload: 0.5]))
    #expect(outline.stages[0].bottleneck == .coverage)
    #expect(outline.stages[0].predicted == .hours(2))
  }

  @Test func `no calls at all are never enough`() {
    let outline = PlanOutline(.standard, rates: CallRates(counts: [.newPayload: 5], over: .zero))
    #expect(outline.predicted == nil)
    #expect(outline.certify.allSatisfy { $0.time == nil && $0.calls != nil })
    #expect(CallRates([.read: .nan, .newPayload: -1]).total == 0)
    #expect(CallRates(counts: [.read: 30], over: .minutes(2)).rate(.read) == 15)
  }

  @Test func `the text has a line for each stage and the total`() {
    let lines = PlanOutline(.standard).lines
    let heading = """
      Plan:  engine-v5
      Calls: 15 a minute, estimated; none were observed (newPayload 5, forkchoiceUpdated 5.8, \
      getPayload 0.8, read 3.4)

      STAGE        MODE          STEPS  AT LEAST  OPERATIONS  CLEAN CALLS  APPROVALS  PREDICTED  \
      WAITS FOR
      parallel     parallel      -      1h        680         924          0          1h2m       \
      evidence
      canary-5     canary(500)   -      1h        100         924          0          1h         time
      """
    #expect(lines.prefix(6).joined(separator: "\n") == heading)
    #expect(
      lines.contains(
        "Total: 20h10m at least, 20h12m predicted; then 7d of standby until finalize"))
    #expect(lines.contains("1%     680    45m20s"))
    #expect(lines.filter { $0.hasPrefix("Waived: reorgs in parallel, canary-5") }.count == 1)
    #expect(lines.allSatisfy { !$0.hasSuffix(" ") })
  }

  @Test func `the JSON has the same facts`() throws {
    let outline = PlanOutline(.standard)
    let json = try JSONEncoder().encode(outline)
    #expect(try JSONDecoder().decode(PlanOutline.self, from: json) == outline)
    let text = String(decoding: json, as: UTF8.self)
    for fact in ["\"canary-10\"", "\"v5Primary\"", "\"6h\"", "8062"] {
      #expect(text.contains(fact))
    }
  }

  @Test func `coverage names what is missing by method and fork`() {
    var counts = CoverageCounts()
    let coverage = PlannedCoverage(seen: 2, reorgs: 1, waivers: [])
    #expect(
      coverage.missing(in: counts, reorgs: 0) == [
        "newPayload 0 of 2", "forkchoiceUpdated 0 of 2", "getPayload 0 of 2", "builds 0 of 1",
        "reorgs 0 of 1",
      ])
    counts.record(.newPayload, fork: "shanghai", count: 2)
    counts.record(.forkchoiceUpdated, fork: "shanghai", count: 5)
    counts.record(.getPayload, fork: "shanghai", count: 1)
    counts.record(.newPayload, fork: "paris", count: 1)
    // What belongs to no fork asks nothing of the methods that do.
    counts.record(.read, fork: "any", count: 9)
    #expect(
      coverage.missing(in: counts, reorgs: 1) == [
        "newPayload (paris) 1 of 2", "getPayload (shanghai) 1 of 2",
      ])
    var named = coverage
    named.forks = ["shanghai"]
    named.waivers = [PlannedWaiver(what: "getPayload", reason: "r")]
    #expect(named.missing(in: counts, reorgs: 3) == [])
  }
}
