import CoreSimulation
import EngineHTTP
import EngineRPC
import Testing

@testable import LighthouseCompatibility

@Suite struct `Exchange core` {
  private let build = #"[{"headBlockHash":"0x01"},{"timestamp":"0x5"}]"#

  private func core(
    _ mode: MigrationMode, limits: Lane.Limits = Lane.Limits()
  ) throws -> ExchangeCore {
    ExchangeCore(router: try Router(mode: mode, configured: [.v4, .v5]), laneLimits: limits)
  }

  private var oneAtATime: Lane.Limits {
    var limits = Lane.Limits()
    limits.window = 1
    return limits
  }

  /// Actions in a form that a test can compare.
  private func texts(_ actions: [ExchangeAction]) -> [String] {
    actions.map { action in
      switch action {
      case .send(let id, let side, let expression, let payloadId):
        let renamed = if case .renamed(let name) = expression { " as \(name)" } else { "" }
        return "send \(id.number) \(side.rawValue)\(renamed)\(payloadId.map { " id \($0)" } ?? "")"
      case .answer(let id, let side, let outcome):
        return "answer \(id.number) \(side.rawValue)\(outcome.isEngineWord ? "" : " own")"
      case .compare(let exchange): return "compare \(exchange.id.number)"
      case .end(let id): return "end \(id.number)"
      case .refuse(let id, let contradiction): return "refuse \(id.number) \(contradiction)"
      case .watch(let id, .lane(let side)): return "watch \(id.number) \(side.rawValue)"
      case .watch(let id, let budget): return "watch \(id.number) \(budget)"
      case .compareRequests(let operation, _): return "compare requests \(operation.method)"
      case .report(let event): return "report \(event)"
      }
    }
  }

  private func valid() -> Outcome { .answer(Answers.answer(Answers.status("VALID", "0x01"))) }

  @Test func `in a one-sided mode only the authority is asked and nothing is compared`() throws {
    var core = try core(.v5Only)
    let begun = core.begin(Answers.operation("engine_newPayloadV2")) { _ in .verbatim }
    #expect(texts(begun.actions) == ["send 1 v5"])
    #expect(texts(core.arrived(valid(), of: begun.id, from: .v5)) == ["answer 1 v5", "end 1"])
    #expect(core.outstanding == 0)
  }

  @Test func `in parallel mode v4's answer leaves before v5 has answered`() throws {
    var core = try core(.parallel)
    let begun = core.begin(Answers.operation("engine_newPayloadV2")) { _ in .verbatim }
    #expect(texts(begun.actions) == ["send 1 v4", "send 1 v5"])
    #expect(texts(core.arrived(valid(), of: begun.id, from: .v4)) == ["answer 1 v4"])
    #expect(texts(core.arrived(valid(), of: begun.id, from: .v5)) == ["compare 1", "end 1"])
    #expect(core.arrived(valid(), of: begun.id, from: .v5).isEmpty)
  }

  @Test func `operations that change state keep their order in each lane`() throws {
    var core = try core(.parallel, limits: oneAtATime)
    let first = core.begin(Answers.operation("engine_newPayloadV2")) { _ in .verbatim }
    let second = core.begin(Answers.operation("engine_forkchoiceUpdatedV2")) { _ in .verbatim }
    #expect(texts(second.actions) == ["watch 2 answer", "watch 2 v4", "watch 2 v5"])
    #expect(core.lane(of: .v5).depth == 1)
    #expect(
      texts(core.arrived(valid(), of: first.id, from: .v4)) == ["send 2 v4", "answer 1 v4"])
    // A stalled follower holds back its own lane only.
    #expect(texts(core.arrived(valid(), of: second.id, from: .v4)) == ["answer 2 v4"])
    #expect(
      texts(core.arrived(valid(), of: first.id, from: .v5))
        == ["send 2 v5", "compare 1", "end 1"])
  }

  @Test func `the authority's reads pass beside its lane, a follower's wait in it`() throws {
    var core = try core(.parallel)
    _ = core.begin(Answers.operation("engine_newPayloadV2")) { _ in .verbatim }
    let read = core.begin(Answers.operation("eth_blockNumber")) { _ in .verbatim }
    #expect(texts(read.actions) == ["send 2 v4"])
  }

  @Test func `a follower's getPayload carries the follower's own id`() throws {
    var core = try core(.parallel)
    let forkchoice = core.begin(Answers.operation("engine_forkchoiceUpdatedV2", build)) { _ in
      .verbatim
    }
    let status = Answers.status("VALID", "0x01")
    _ = core.arrived(
      .answer(Answers.answer(Answers.forkchoice(status, id: "0x0a"))), of: forkchoice.id, from: .v4)
    _ = core.arrived(
      .answer(Answers.answer(Answers.forkchoice(status, id: "0x0b"))), of: forkchoice.id, from: .v5)
    let get = core.begin(Answers.operation("engine_getPayloadV2", #"["0x0a"]"#)) { _ in .verbatim }
    #expect(texts(get.actions) == ["send 2 v4", "send 2 v5 id 0x0b"])
  }

  @Test func `a build that the follower does not know is not asked of it`() throws {
    var core = try core(.parallel)
    let get = core.begin(Answers.operation("engine_getPayloadV2", #"["0x0a"]"#)) { _ in .verbatim }
    #expect(texts(get.actions) == ["send 1 v4"])
    #expect(
      texts(core.arrived(valid(), of: get.id, from: .v4)) == ["answer 1 v4", "compare 1", "end 1"])
    #expect(core.lane(of: .v5).depth == 0)
  }

  @Test func `what the authority cannot express is refused and the follower still gets it`() throws
  {
    var core = try core(.parallel)
    let begun = core.begin(Answers.operation("engine_newPayloadV3")) { side in
      side == .v4 ? .refused(.denebStructure(method: "engine_newPayloadV3")) : .verbatim
    }
    #expect(texts(begun.actions) == ["answer 1 v4 own", "send 1 v5"])
    #expect(texts(core.arrived(valid(), of: begun.id, from: .v5)) == ["compare 1", "end 1"])
  }

  @Test func `a full lane marks the follower behind and never delays the authority`() throws {
    var limits = oneAtATime
    limits.entries = 1
    var core = try core(.parallel, limits: limits)
    for number in 1...4 {
      let begun = core.begin(Answers.operation("engine_newPayloadV2")) { _ in .verbatim }
      let sends = texts(begun.actions)
      #expect(sends.contains("send \(number) v4"))
      #expect(texts(core.arrived(valid(), of: begun.id, from: .v4)).first == "answer \(number) v4")
    }
    #expect(core.standings.v5.behind == .laneFull && core.standings.v4.behind == nil)
    #expect(core.lane(of: .v5).depth == 1)
  }

  @Test func `a request of the driver's own answers nobody`() throws {
    var core = try core(.v4Only)
    let operation = Answers.operation("engine_forkchoiceUpdatedV2", "[{},null]")
    let begun = core.beginInternal(
      operation, .renamed("engine_forkchoiceUpdatedV3"), to: .v5)
    #expect(texts(begun.actions) == ["send 1 v5 as engine_forkchoiceUpdatedV3"])
    #expect(texts(core.arrived(valid(), of: begun.id, from: .v5)) == ["end 1"])
  }

  @Test func `a mode is entered between two operations`() throws {
    var core = try core(.v4Only)
    let first = core.begin(Answers.operation("engine_newPayloadV2")) { _ in .verbatim }
    #expect(throws: ModeRefusal.behind(.v5Only, .v5, .notAsked)) { try core.change(to: .v5Only) }
    core.becameLevel(.v5)
    try core.change(to: .v5Only)
    let second = core.begin(Answers.operation("engine_newPayloadV2")) { _ in .verbatim }
    #expect(texts(first.actions) == ["send 1 v4"])
    #expect(texts(second.actions) == ["send 2 v5"])
    #expect(throws: ModeRefusal.shareOutOfRange(10_001)) {
      try core.change(to: .canary(basisPoints: 10_001))
    }
    #expect(core.router.mode == .v5Only)
  }
}
