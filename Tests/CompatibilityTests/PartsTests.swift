import EngineHTTP
import EngineRPC
import Testing

@testable import LighthouseCompatibility

@Suite struct `Modes` {
  @Test(arguments: [
    MigrationMode.v4Only, .v5Only, .parallel, .v4Primary, .v5Primary, .canary(basisPoints: 0),
    .canary(basisPoints: 10_000),
  ])
  func `have names that read back`(mode: MigrationMode) {
    #expect(MigrationMode(name: mode.description) == mode)
  }

  @Test(arguments: ["", "V4Only", "canary", "canary(-1)", "canary(10001)", "canary(x)", "canary(5"])
  func `do not take other names`(name: String) {
    #expect(MigrationMode(name: name) == nil)
  }

  @Test(arguments: [MigrationMode.v4Primary, .v5Primary, .canary(basisPoints: 500)])
  func `that are not built yet are refused in words`(mode: MigrationMode) {
    let refusal = #expect(throws: ModeRefusal.self) {
      _ = try Router(mode: mode, configured: [.v4, .v5])
    }
    #expect(refusal?.description.contains("\(mode)") == true)
  }

  @Test func `need their sides`() {
    #expect(throws: ModeRefusal.sideNotConfigured(.parallel, .v5)) {
      _ = try Router(mode: .parallel, configured: [.v4])
    }
    #expect(ModeRefusal.sideNotConfigured(.v4Only, .v4).description.contains("v4"))
    #expect(Side.v4.other == .v5 && Side.v5.other == .v4)
  }
}

@Suite struct `The lanes` {
  @Test func `let one in at a time, in order`() {
    var lane = Lane()
    let ids = (1...4).map { ExchangeID(number: $0) }
    #expect(lane.enter(ids[0], size: 1, mustArrive: true) == .started)
    #expect(lane.enter(ids[1], size: 1, mustArrive: true) == .queued)
    #expect(lane.enter(ids[2], size: 1, mustArrive: true) == .queued)
    #expect(lane.leave(ids[3]) == nil)
    #expect(lane.leave(ids[0]) == ids[1])
    #expect(lane.leave(ids[1]) == ids[2])
    #expect(lane.leave(ids[2]) == nil)
    #expect(lane.inFlight == nil && lane.depth == 0 && lane.bytes == 0)
  }

  @Test func `are bounded in entries and bytes, and refuse reads first`() {
    var limits = Lane.Limits()
    (limits.entries, limits.readEntries, limits.bytes) = (3, 1, 100)
    var lane = Lane(limits: limits)
    var number: UInt64 = 0
    func enter(_ size: Int, _ mustArrive: Bool) -> Lane.Admission {
      number += 1
      return lane.enter(ExchangeID(number: number), size: size, mustArrive: mustArrive)
    }
    #expect(enter(1000, true) == .started)
    #expect(enter(10, false) == .queued)
    #expect(enter(10, false) == .refused)
    #expect(enter(90, true) == .queued)
    #expect(enter(1, true) == .refused)
    #expect(lane.bytes == 100)
  }

  @Test func `keep their order over thousands of entries`() {
    var limits = Lane.Limits()
    limits.entries = 10_000
    var lane = Lane(limits: limits)
    for number in 1...5000 {
      _ = lane.enter(ExchangeID(number: UInt64(number)), size: 1, mustArrive: true)
    }
    for number in 1..<5000 {
      #expect(lane.leave(ExchangeID(number: UInt64(number)))?.number == UInt64(number) + 1)
    }
  }
}

@Suite struct `Payload ids` {
  @Test func `are kept for the last builds, the newest under an id`() {
    var book = PayloadIDBook()
    for number in 0..<100 {
      book.note("0x\(number)", mintedBy: .v4, parentBeaconBlockRoot: nil)
    }
    #expect(book.count == PayloadIDBook.capacity)
    #expect(book["0x0"] == nil)
    book.note("0xff", of: .v5, forBuild: "0x99")
    #expect(book["0x99"]?.ids == [.v4: "0x99", .v5: "0xff"])
    book.note("0x99", mintedBy: .v5, parentBeaconBlockRoot: "0x01")
    #expect(book["0x99"]?.minter == .v5)
    #expect(book["0x99"]?.ids == [.v5: "0x99"])
    book.note("0x1", of: .v4, forBuild: "unknown")
    #expect(book["unknown"] == nil)
  }
}

@Suite struct `Latencies` {
  @Test func `give quantiles to the width of a bucket`() {
    var histogram = LatencyHistogram()
    #expect(histogram.quantile(0.5) == 0)
    for microseconds in 1...10_000 { histogram.record(nanoseconds: Int64(microseconds) * 1000) }
    #expect(histogram.count == 10_000)
    for fraction in [0.1, 0.5, 0.9, 0.99] {
      let exact = fraction * 10_000 * 1000
      let estimate = Double(histogram.quantile(fraction))
      #expect(abs(estimate - exact) / exact < 0.15, "\(fraction)")
    }
    #expect(histogram.quantile(1) >= histogram.quantile(0.99))
    #expect(histogram.count(upToNanoseconds: 20_000_000) == 10_000)
  }

  @Test(arguments: [Int64.min, -1, 0, 1, 999, .max])
  func `take any duration`(nanoseconds: Int64) {
    var histogram = LatencyHistogram()
    histogram.record(nanoseconds: nanoseconds)
    #expect(histogram.count == 1)
    #expect(histogram.quantile(0.5) > 0)
  }
}

@Suite struct `Announced capabilities` {
  private let v2: Set<String> = ["engine_newPayloadV1", "engine_newPayloadV2", "other_method"]
  private let v3: Set<String> = ["engine_newPayloadV2", "engine_newPayloadV3"]

  @Test func `are what both serve up to V2, and v5's from V3 on`() {
    let both = CapabilityAnswer.methods(v4: Capabilities(v2), v5: Capabilities(v3))
    #expect(both == ["engine_newPayloadV2", "engine_newPayloadV3"])
    #expect(
      CapabilityAnswer.methods(v4: Capabilities(v2), v5: nil)
        == ["engine_newPayloadV1", "engine_newPayloadV2"])
    #expect(CapabilityAnswer.methods(v4: nil, v5: Capabilities(v3))?.count == 2)
    #expect(CapabilityAnswer.methods(v4: nil, v5: nil) == nil)
  }
}
