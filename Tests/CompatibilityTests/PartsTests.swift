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

  @Test func `need their sides`() {
    #expect(throws: ModeRefusal.sideNotConfigured(.parallel, .v5)) {
      _ = try Router(mode: .parallel, configured: [.v4])
    }
    #expect(ModeRefusal.sideNotConfigured(.v4Only, .v4).description.contains("v4"))
    #expect(Side.v4.other == .v5 && Side.v5.other == .v4)
  }
}

@Suite struct `The lanes` {
  private func entry(
    _ number: UInt64, size: Int = 1, mayFollow: Bool = false, mustArrive: Bool = true
  ) -> Lane.Entry {
    Lane.Entry(
      exchange: ExchangeID(number: number), size: size, mayFollowUnanswered: mayFollow,
      mustArrive: mustArrive)
  }

  @Test func `hand on what may follow unanswered up to the window, and nothing past a barrier`() {
    var limits = Lane.Limits()
    limits.window = 2
    var lane = Lane(limits: limits)
    #expect(lane.enter(entry(1, mayFollow: true)) == .started)
    #expect(lane.enter(entry(2, mayFollow: true)) == .started)
    #expect(lane.enter(entry(3, mayFollow: true)) == .queued)
    #expect(lane.enter(entry(4)) == .queued)
    #expect(lane.enter(entry(5, mayFollow: true)) == .queued)
    #expect(lane.leave(ExchangeID(number: 1)).map(\.number) == [3])
    #expect(lane.leave(ExchangeID(number: 2)).isEmpty)
    #expect(lane.leave(ExchangeID(number: 3)).map(\.number) == [4])
    #expect(lane.leave(ExchangeID(number: 4)).map(\.number) == [5])
    #expect(lane.flush().isEmpty)
  }

  @Test func `give up what waits, never what is in flight`() {
    var lane = Lane()
    for number in 1...3 { _ = lane.enter(entry(UInt64(number), size: 10)) }
    #expect(lane.flush().map(\.number) == [2, 3])
    #expect(lane.bytes == 0 && lane.depth == 0 && lane.inFlight.map(\.number) == [1])
    #expect(lane.enter(entry(4)) == .queued)
  }

  @Test func `let one in at a time, in order`() {
    var lane = Lane()
    let ids = (1...4).map { ExchangeID(number: $0) }
    #expect(lane.enter(entry(UInt64(0 + 1))) == .started)
    #expect(lane.enter(entry(UInt64(1 + 1))) == .queued)
    #expect(lane.enter(entry(UInt64(2 + 1))) == .queued)
    #expect(lane.leave(ids[3]) == [])
    #expect(lane.leave(ids[0]) == [ids[1]])
    #expect(lane.leave(ids[1]) == [ids[2]])
    #expect(lane.leave(ids[2]) == [])
    #expect(lane.isEmpty && lane.depth == 0 && lane.bytes == 0)
  }

  @Test func `are bounded in entries and bytes, and refuse reads first`() {
    var limits = Lane.Limits()
    (limits.entries, limits.readEntries, limits.bytes) = (3, 1, 100)
    var lane = Lane(limits: limits)
    var number: UInt64 = 0
    func enter(_ size: Int, _ mustArrive: Bool) -> Lane.Admission {
      number += 1
      return lane.enter(entry(number, size: size, mustArrive: mustArrive))
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
      _ = lane.enter(entry(UInt64(number)))
    }
    for number in 1..<5000 {
      #expect(lane.leave(ExchangeID(number: UInt64(number))).map(\.number) == [UInt64(number) + 1])
    }
  }
}

@Suite struct `Payload ids` {
  @Test func `are kept for the last builds, the newest under an id`() {
    var book = PayloadIDBook()
    for number in 0..<100 {
      book.note(
        "0x\(number)", mintedBy: .v4, head: nil, parentBeaconBlockRoot: nil, now: 0)
    }
    #expect(book.count == PayloadIDBook.capacity)
    #expect(book["0x0"] == nil)
    book.note("0xff", of: .v5, forBuild: "0x99")
    #expect(book["0x99"]?.ids == [.v4: "0x99", .v5: "0xff"])
    book.note("0x99", mintedBy: .v5, head: nil, parentBeaconBlockRoot: "0x01", now: 0)
    #expect(book["0x99"]?.minter == .v5)
    #expect(book["0x99"]?.ids == [.v5: "0x99"])
    book.note("0x1", of: .v4, forBuild: "unknown")
    #expect(book["unknown"] == nil)
  }

  @Test func `are forgotten with time, and lost with the engine`() {
    var book = PayloadIDBook()
    book.note("0x1", mintedBy: .v5, head: "0xaa", parentBeaconBlockRoot: nil, now: 0)
    book.noteAway(.v5)
    #expect(book["0x1"]?.lost == [.v5])
    let late = PayloadIDBook.lifetime + 1
    book.note("0x2", mintedBy: .v5, head: "0xbb", parentBeaconBlockRoot: nil, now: late)
    #expect(book["0x1"] == nil && book["0x2"]?.lost == [] && book.count == 1)
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
