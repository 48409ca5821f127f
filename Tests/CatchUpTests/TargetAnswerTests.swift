import CatchUp
import DevChain
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Testing

@Suite("What the target answers")
struct TargetAnswerTests {
  private static func status(_ word: String, _ latest: Hash32? = nil) -> JSONValue {
    ["status": .string(word), "latestValidHash": latest.map { .data($0) } ?? .null]
  }

  private static func isPayload(_ request: CatchUpRequest, _ number: UInt64) -> Bool {
    request.params[0]?["blockNumber"] == .quantity(number)
  }

  /// A target that has lost the blocks above a number, but still says that it has them.
  @Test(arguments: [0, 1, 3, 9])
  func `SYNCING makes the machine step back until the target connects`(_ kept: Int) throws {
    let source = try DevEngine.withBlocks(14)
    let lost = try DevEngine.withBlocks(kept)
    let remembers = try DevEngine.withBlocks(10)
    var memory = remembers
    var run = CatchUpRun(source: source, target: lost)
    run.fault = { request in
      guard request.party == .target, request.method.hasPrefix("eth_getBlock"),
        lost.headHash == (memory.headHash == source.headHash ? memory.headHash : lost.headHash)
      else { return nil }
      return memory.answer(method: request.method, params: request.params)
        .mapError { .engineError($0) }
    }
    // Once the head is set the target knows its head again.
    run.before = { request, run in
      if request.method.hasPrefix("engine_forkchoiceUpdated"), let now = run.target as? DevEngine {
        memory = now
        _ = memory.answer(method: request.method, params: request.params)
      }
      return nil
    }
    let level = try run.run(to: .at(source.headHash)).get()
    #expect(level.head == source.headHash)
    #expect((run.target as? DevEngine)?.headHash == source.headHash)
    #expect(run.importedNumbers.first == 11)
    #expect((run.importedNumbers.min() ?? .max) <= UInt64(kept) + 1)
    #expect(run.mostPayloads <= 4)
  }

  @Test(arguments: ["SYNCING", "ACCEPTED"])
  func `an engine that never connects ends it after a bounded number of steps`(
    _ word: String
  ) throws {
    let source = try DevEngine.withBlocks(20)
    var run = CatchUpRun(source: source, target: try DevEngine.withBlocks(15))
    run.fault = { request in
      request.method.hasPrefix("engine_newPayload") ? .success(Self.status(word)) : nil
    }
    guard
      case .failure(.stillSyncing(_, let number, let status, 12))? = Optional(
        try run.run(to: .at(source.headHash)))
    else {
      Issue.record("\(String(describing: run.result))")
      return
    }
    #expect(number == 1)
    #expect(status.rawValue == word)
    #expect(run.calls(.newPayload).count == 13)
  }

  @Test func `SYNCING to the forkchoice makes it give the head's payload again`() throws {
    var source = try DevEngine.withBlocks(4)
    let target = source
    try source.extend(by: 3)
    var refusals = 2
    var run = CatchUpRun(source: source, target: target)
    run.fault = { request in
      guard request.method.hasPrefix("engine_forkchoiceUpdated"), refusals > 0 else { return nil }
      refusals -= 1
      return .success(["payloadStatus": Self.status("SYNCING"), "payloadId": nil])
    }
    let level = try run.run(to: .at(source.headHash)).get()
    #expect(level.head == source.headHash)
    #expect(run.importedNumbers == [5, 6, 7, 7, 6, 7])
  }

  @Test func `on the way every few payloads become the head`() throws {
    let source = try DevEngine.withBlocks(7)
    var options = CatchUpOptions()
    options.forkchoiceInterval = 3
    var refusals = 1
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis(), options: options)
    run.fault = { request in
      guard request.method.hasPrefix("engine_forkchoiceUpdated"), refusals > 0 else { return nil }
      refusals -= 1
      return .success(["payloadStatus": Self.status("SYNCING"), "payloadId": nil])
    }
    #expect(try run.run(to: .at(source.headHash, safe: source.headHash)).get().number == 7)
    // The third is given again after the SYNCING.
    #expect(run.importedNumbers == [1, 2, 3, 3, 4, 5, 6, 7])
    let states = run.calls(.forkchoiceUpdated).compactMap { $0.params[0] }
    #expect(states.count == 4)
    #expect(
      states.map { $0["safeBlockHash"] == .data(Hash32.zero) } == [true, true, true, false])
  }

  @Test func `INVALID to a head on the way ends it as a divergence`() throws {
    let source = try DevEngine.withBlocks(7)
    var options = CatchUpOptions()
    options.forkchoiceInterval = 3
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis(), options: options)
    run.fault = { request in
      guard request.method.hasPrefix("engine_forkchoiceUpdated") else { return nil }
      return .success(["payloadStatus": Self.status("INVALID"), "payloadId": nil])
    }
    guard case .failure(.divergence(let found)) = try run.run(to: .at(source.headHash)) else {
      Issue.record("\(String(describing: run.result))")
      return
    }
    #expect(found.number == 3)
  }

  @Test(arguments: ["INVALID", "INVALID_BLOCK_HASH"])
  func `INVALID ends it as a divergence that carries the payload`(_ word: String) throws {
    let source = try DevEngine.withBlocks(9)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    run.fault = { request in
      Self.isPayload(request, 5) ? .success(Self.status(word, source.headHash)) : nil
    }
    guard case .failure(.divergence(let found)) = try run.run(to: .at(source.headHash)) else {
      Issue.record("\(String(describing: run.result))")
      return
    }
    #expect(found.number == 5)
    #expect(found.status.status.rawValue == word)
    #expect(found.params[0]?["blockHash"] == .data(found.block))
    #expect(found.method == "engine_newPayloadV2")
    #expect(run.importedNumbers == [1, 2, 3, 4, 5])
    #expect(run.calls(.forkchoiceUpdated).isEmpty)
    #expect(run.machine.isFinished)
  }

  @Test func `INVALID to the forkchoice ends it as a divergence`() throws {
    let source = try DevEngine.withBlocks(2)
    var run = CatchUpRun(source: source, target: source)
    run.fault = { request in
      guard request.method.hasPrefix("engine_forkchoiceUpdated") else { return nil }
      return .success(["payloadStatus": Self.status("INVALID"), "payloadId": nil])
    }
    guard case .failure(.divergence(let found)) = try run.run(to: .at(source.headHash)) else {
      Issue.record("\(String(describing: run.result))")
      return
    }
    #expect(found.block == source.headHash)
    #expect(found.number == 2)
  }

  @Test func `VALID about another block is no VALID`() throws {
    let source = try DevEngine.withBlocks(3)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    run.fault = { request in
      Self.isPayload(request, 1) ? .success(Self.status("VALID", source.headHash)) : nil
    }
    guard
      case .failure(.validForAnother(_, let latest)) = try run.run(to: .at(source.headHash))
    else {
      Issue.record("\(String(describing: run.result))")
      return
    }
    #expect(latest == source.headHash)
  }

  @Test func `VALID to the head without moving is found out`() throws {
    let source = try DevEngine.withBlocks(8)
    var run = CatchUpRun(source: source, target: try DevEngine.withBlocks(5))
    run.fault = { request in
      guard request.method.hasPrefix("engine_forkchoiceUpdated") else { return nil }
      return .success([
        "payloadStatus": Self.status("VALID", source.headHash), "payloadId": nil,
      ])
    }
    let fifth = try DevEngine.withBlocks(5).headHash
    #expect(
      try run.run(to: .at(source.headHash))
        == .failure(
          .headDidNotMove(
            expected: source.headHash, expectedNumber: 8, actual: fifth, actualNumber: 5)))
    // Its head was looked at once at the start and three times at the end.
    let looks = run.requests.filter { $0.method == "eth_getBlockByNumber" && $0.party == .target }
    #expect(looks.count == 4)
  }

  @Test func `a target ahead on the same chain counts only where the source stands there`() throws {
    let old = try DevEngine.withBlocks(5).headHash
    let ahead = try DevEngine.withBlocks(8)
    // geth, too, stays where it is when it is told an older canonical head.
    var both = CatchUpRun(source: ahead, target: ahead)
    #expect(try both.run(to: .at(old)).get().head == ahead.headHash)
    var alone = CatchUpRun(source: try DevEngine.withBlocks(5), target: ahead)
    #expect(
      try alone.run(to: .at(old))
        == .failure(
          .headDidNotMove(
            expected: old, expectedNumber: 5, actual: ahead.headHash, actualNumber: 8)))
  }

  @Test(arguments: [-38002, -38005, -32602, -38006])
  func `an error that is an answer ends it at once`(_ code: Int) throws {
    let source = try DevEngine.withBlocks(3)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    let error = EngineError(code: code, message: "no")
    run.fault = { $0.changesState ? .failure(.engineError(error)) : nil }
    #expect(
      try run.run(to: .at(source.headHash))
        == .failure(.refused(.target, method: "engine_newPayloadV2", error)))
    #expect(run.calls(.newPayload).count == 1)
  }

  @Test(arguments: [-32603, -32000, 7])
  func `an error that may pass is asked again`(_ code: Int) throws {
    let source = try DevEngine.withBlocks(3)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    var failures = 2
    run.fault = { request in
      guard request.changesState, failures > 0 else { return nil }
      failures -= 1
      return .failure(.engineError(EngineError(code: code, message: "busy")))
    }
    #expect(try run.run(to: .at(source.headHash)).get().number == 3)
    #expect(run.importedNumbers == [1, 1, 1, 2, 3])
    #expect(run.mostStateChanges == 1)
  }

  @Test(arguments: [
    "null", "[]", #""VALID""#, "{}", #"{"status":"PERHAPS"}"#, #"{"status":null}"#,
    #"{"status":"VALID","latestValidHash":"0x12"}"#, #"{"status":5}"#,
  ])
  func `nonsense for a payload status is named as such`(_ text: String) throws {
    let source = try DevEngine.withBlocks(3)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    let nonsense = try JSONValue(parsing: text.utf8)
    run.fault = { $0.changesState ? .success(nonsense) : nil }
    guard
      case .failure(.malformedAnswer(.target, "engine_newPayloadV2", _)) = try run.run(
        to: .at(source.headHash))
    else {
      Issue.record("\(String(describing: run.result))")
      return
    }
  }

  @Test(arguments: [
    "null", "[]", "5", "{}", #"{"hash":"0x","number":"0x1"}"#, #"{"hash":null,"number":null}"#,
    #"{"number":"0x1ffffffffffffffff"}"#,
  ])
  func `nonsense for the target's own head ends it`(_ text: String) throws {
    let source = try DevEngine.withBlocks(3)
    var run = CatchUpRun(source: source, target: source)
    let nonsense = try JSONValue(parsing: text.utf8)
    run.fault = { $0.method == "eth_getBlockByNumber" ? .success(nonsense) : nil }
    guard case .failure(let error) = try run.run(to: .at(source.headHash)) else {
      Issue.record("level")
      return
    }
    #expect(!error.description.isEmpty)
    #expect(run.requests.count == 1)
  }
}
