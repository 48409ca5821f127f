import CoreSimulation
import EngineTypes
import EngineHTTP
import EngineRPC
import EthereumPrimitives
import Testing

@testable import LighthouseCompatibility

/// What must not happen whatever the engines say: event by event.
@Suite struct `The core's safety` {
  private func hash(_ digit: Character) -> String { "0x" + String(repeating: digit, count: 64) }

  private func payload(_ block: Character, on parent: Character = "0") -> Operation {
    Answers.operation(
      "engine_newPayloadV2",
      #"[{"blockHash":"\#(hash(block))","parentHash":"\#(hash(parent))"}]"#)
  }

  private func said(_ status: String, _ valid: Character? = nil) -> Outcome {
    .answer(Answers.answer(Answers.status(status, valid.map(hash))))
  }

  private func core(_ mode: MigrationMode) throws -> ExchangeCore {
    ExchangeCore(router: try Router(mode: mode, configured: [.v4, .v5]))
  }

  /// Lets both sides answer an operation and returns what happened, in words.
  private func run(
    _ core: inout ExchangeCore, _ operation: Operation, v4: Outcome?, v5: Outcome?
  ) -> [String] {
    let (id, begun) = core.begin(operation) { _ in .verbatim }
    var actions = begun
    if let v5 { actions += core.arrived(v5, of: id, from: .v5) }
    if let v4 { actions += core.arrived(v4, of: id, from: .v4) }
    return actions.compactMap { action in
      switch action {
      case .answer(_, let side, let outcome):
        "answer \(side.rawValue) \(AnswerRule.status(of: outcome)?.status.rawValue ?? "-")"
      case .refuse(_, .flip): "flip"
      case .refuse(_, .contestedAncestor): "contested"
      case .report(.wentBack): "back"
      case .report(.froze): "frozen"
      case .report(.fellBehind(let side, let reason)): "\(side.rawValue) \(reason.rawValue)"
      case .report(.answeredBy(_, let cause, _)): cause
      case .send, .watch, .compare, .compareRequests, .end: nil
      }
    }
  }

  @Test func `a v4 that is behind is level once it alone calls the caller's head VALID`() throws {
    var core = try core(.parallel)
    let (id, _) = core.begin(payload("1")) { _ in .verbatim }
    _ = core.spent(.lane(.v4), of: id)
    #expect(core.standings.v4.behind == .laneSlow)
    _ = core.wentOffline(.v5)
    try core.change(to: .v4Only)
    let state = #"[{"headBlockHash":"\#(hash("1"))"},null]"#
    let forkchoice = Answers.operation("engine_forkchoiceUpdatedV2", state)
    for status in ["SYNCING", "VALID"] {
      #expect(core.standings.v4.behind == .laneSlow)
      let answer = Answers.forkchoice(Answers.status(status, hash("1")))
      let (told, _) = core.begin(forkchoice) { _ in .verbatim }
      _ = core.arrived(.answer(Answers.answer(answer)), of: told, from: .v4)
    }
    #expect(core.standings.v4.behind == nil)
  }

  @Test func `v4's answer leaves where v5 disagrees, and the authority goes back`() throws {
    var core = try core(.v5Primary)
    let happened = run(
      &core, payload("1"), v4: said("INVALID", "0"), v5: said("VALID", "1"))
    #expect(happened == ["disagreement", "frozen", "back", "answer v4 INVALID"])
    #expect(core.router.mode == .parallel && core.freeze != nil)
    #expect(throws: ModeRefusal.self) { try core.change(to: .v5Primary) }
    #expect(throws: ModeRefusal.self) { try core.change(to: .canary(basisPoints: 1)) }
    try core.change(to: .v4Only)
    try core.change(to: .parallel)
    core.unfreeze()
    core.becameLevel(.v5)
    try core.change(to: .v5Primary)
  }

  @Test func `a freeze bars v5 with both sides asked, from v5Only too`() throws {
    var core = try core(.v5Only)
    _ = core.diverged("a late comparison")
    #expect(core.freeze != nil && core.router.mode == .v5Only)
    for mode in [MigrationMode.v5Primary, .canary(basisPoints: 5_000)] {
      #expect(throws: ModeRefusal.self) { try core.change(to: mode) }
    }
    core.unfreeze()
    try core.change(to: .v5Primary)
  }

  @Test func `a block is never called VALID and then INVALID`() throws {
    var core = try core(.v4Only)
    #expect(run(&core, payload("1"), v4: said("VALID", "1"), v5: nil) == ["answer v4 VALID"])
    // A wrong body under a good hash says nothing about the block.
    #expect(run(&core, payload("1"), v4: said("INVALID"), v5: nil) == ["answer v4 INVALID"])
    #expect(
      run(&core, payload("1"), v4: said("INVALID", "0"), v5: nil) == ["flip", "frozen"])
    #expect(run(&core, payload("1"), v4: said("VALID", "1"), v5: nil) == ["answer v4 VALID"])
  }

  @Test func `memory holds across modes and engines`() throws {
    var core = try core(.parallel)
    _ = run(&core, payload("1"), v4: said("INVALID", "0"), v5: said("INVALID", "0"))
    try core.change(to: .v5Primary)
    let happened = run(&core, payload("1"), v4: said("INVALID", "0"), v5: said("VALID", "1"))
    #expect(happened.contains("answer v4 INVALID") && !happened.contains("answer v5 VALID"))
    #expect(core.router.mode == .parallel)
  }

  @Test func `a follower that lies changes no answer`() throws {
    var core = try core(.parallel)
    for digit in "123456789abcdef" {
      let happened = run(&core, payload(digit), v4: said("VALID", digit), v5: said("INVALID", "0"))
      #expect(happened == ["answer v4 VALID"])
      let child = run(
        &core, payload("0", on: digit), v4: said("SYNCING"), v5: said("INVALID", "0"))
      #expect(child.last == "answer v4 SYNCING" || child.contains("answer v4 SYNCING"))
    }
    #expect(core.statuses.contestedBlocks.isEmpty)
  }

  @Test func `descendants of a block that v5 alone called VALID get marked errors`() throws {
    var core = try core(.v5Primary)
    let (id, _) = core.begin(payload("1")) { _ in .verbatim }
    _ = core.arrived(said("VALID", "1"), of: id, from: .v5)
    // v4 is not there in time; then it says INVALID.
    #expect(!core.spent(.agreement, of: id).isEmpty)
    _ = core.arrived(said("INVALID", "0"), of: id, from: .v4)
    #expect(core.router.mode == .parallel && core.freeze?.contains("INVALID") == true)
    #expect(run(&core, payload("2", on: "1"), v4: nil, v5: nil) == ["contested"])
    #expect(run(&core, payload("3", on: "2"), v4: nil, v5: nil) == ["contested"])
    // The block itself: v5 still says what the caller was told.
    let again = run(&core, payload("1"), v4: said("INVALID", "0"), v5: said("VALID", "1"))
    #expect(again.contains("answer v5 VALID") && !again.contains("answer v4 INVALID"))
    core.unfreeze()
    #expect(
      run(&core, payload("2", on: "1"), v4: said("INVALID", "0"), v5: said("INVALID", "0"))
        .contains("answer v4 INVALID"))
  }

  @Test func `an authority that fails is behind, and v4 answers until it is level`() throws {
    var core = try core(.v5Primary)
    let failed = run(
      &core, payload("1"), v4: said("VALID", "1"), v5: .failure(.closed(endpoint: "x")))
    #expect(failed == ["authorityFailed", "v5 missedOperation", "answer v4 VALID"])
    #expect(core.explain(payload("2")).authority == .v4)
    #expect(core.router.mode == .v5Primary)
    _ = core.begin(
      Answers.operation("engine_forkchoiceUpdatedV2", #"[{"headBlockHash":"\#(hash("1"))"},null]"#)
    ) { _ in .verbatim }
    core.becameLevel(.v5)
    #expect(core.explain(payload("2")).authority == .v5)
  }

  @Test func `v5 syncing where v4 is definite is behind, and nobody hears SYNCING`() throws {
    var core = try core(.v5Primary)
    let happened = run(&core, payload("1"), v4: said("VALID", "1"), v5: said("SYNCING"))
    #expect(happened == ["authorityVague", "v5 syncing", "answer v4 VALID"])
  }

  @Test func `v4 syncing in a canary is behind, and v5's VALID leaves, but no INVALID of v5's`()
    throws
  {
    let canary = try core(.canary(basisPoints: 5_000))
    let block = try #require("123456789".first { canary.explain(payload($0)).authority == .v4 })
    for (word, expected) in [
      (said("VALID", block), ["authorityVague", "v4 syncing", "answer v5 VALID"]),
      (said("INVALID", "0"), ["answer v4 SYNCING", "v4 syncing"]),
    ] {
      var core = try core(.canary(basisPoints: 5_000))
      #expect(run(&core, payload(block), v4: said("SYNCING"), v5: word) == expected)
    }
  }

  @Test func `v4 syncing in a canary waits for v5 no longer than the fallback budget`() throws {
    var core = try core(.canary(basisPoints: 5_000))
    let blocks = "123456789".filter { core.explain(payload($0)).authority == .v4 }
    let block = try #require(blocks.first)
    let (id, _) = core.begin(payload(block)) { _ in .verbatim }
    let arrived = core.arrived(said("SYNCING"), of: id, from: .v4)
    #expect(arrived.contains { if case .watch(id, .fallback) = $0 { true } else { false } })
    #expect(!arrived.contains { if case .answer = $0 { true } else { false } })
    let spent = core.spent(.fallback, of: id)
    #expect(spent.contains { if case .answer(id, .v4, _) = $0 { true } else { false } })
  }

  @Test func `an engine that goes away takes what waits for it along`() throws {
    var limits = Lane.Limits()
    limits.window = 1
    var core = ExchangeCore(
      router: try Router(mode: .parallel, configured: [.v4, .v5]), laneLimits: limits)
    let ids = "123".map { core.begin(payload($0)) { _ in .verbatim }.id }
    for id in ids { _ = core.arrived(said("VALID"), of: id, from: .v4) }
    #expect(core.lane(of: .v5).depth == 2)
    let actions = core.wentOffline(.v5)
    #expect(core.lane(of: .v5).depth == 0 && core.outstanding == 1)
    #expect(actions.count { if case .compare = $0 { true } else { false } } == 2)
    #expect(core.standings.v5.behind == .missedOperation)
    #expect(throws: ModeRefusal.self) { try core.change(to: .v5Only) }
    _ = core.cameBack(.v5)
    #expect(core.standings.v5.isOffline == false && core.standings.v5.behind != nil)
  }

  @Test func `the way back is closed only where v4 is the worse of the two`() throws {
    var core = try core(.v5Primary)
    _ = core.wentOffline(.v4)
    #expect(throws: ModeRefusal.offline(.parallel, .v4)) { try core.change(to: .parallel) }
    _ = core.wentOffline(.v5)
    try core.change(to: .parallel)
  }

  @Test func `an engine on another chain is not asked`() throws {
    var core = try core(.parallel)
    core.note(.v5, wrongChain: "chain id: v4 0x1, v5 0x2")
    let (id, actions) = core.begin(payload("1")) { _ in .verbatim }
    #expect(actions.count { if case .send(_, .v5, _, _) = $0 { true } else { false } } == 0)
    _ = core.arrived(said("VALID", "1"), of: id, from: .v4)
    #expect(core.outstanding == 0)
    #expect(throws: ModeRefusal.wrongChain(.v5Only, .v5, "chain id: v4 0x1, v5 0x2")) {
      try core.change(to: .v5Only)
    }
  }

  @Test func `a build that v5 lost is given from v4`() throws {
    var core = try core(.v5Primary)
    let attributes = #"[{"headBlockHash":"\#(hash("1"))"},{"timestamp":"0x5"}]"#
    let head = Answers.status("VALID", hash("1"))
    _ = run(
      &core, Answers.operation("engine_forkchoiceUpdatedV2", attributes),
      v4: .answer(Answers.answer(Answers.forkchoice(head, id: "0x04"))),
      v5: .answer(Answers.answer(Answers.forkchoice(head, id: "0x05"))))
    #expect(core.builds["0x05"]?.minter == .v5 && core.builds["0x05"]?.ids[.v4] == "0x04")
    let (id, begun) = core.begin(Answers.operation("engine_getPayloadV2", #"["0x05"]"#)) { _ in
      .verbatim
    }
    let sends = begun.compactMap { action -> String? in
      guard case .send(_, let side, _, let payloadId) = action else { return nil }
      return "\(side.rawValue) \(payloadId ?? "own")"
    }
    #expect(sends == ["v5 own", "v4 0x04"], "the authority is asked first")
    _ = core.arrived(.failure(.timedOut(milliseconds: 500)), of: id, from: .v5)
    let given = core.arrived(.answer(Answers.answer("{}")), of: id, from: .v4)
    #expect(given.contains { if case .answer(_, .v4, _) = $0 { true } else { false } })
  }
}
