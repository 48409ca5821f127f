import CatchUp
import DevChain
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Testing

@Suite("A target brought level")
struct LevelTests {
  /// Built once: 3,000 blocks take a while.
  static let long = Result { try DevEngine.withBlocks(3_000) }

  @Test(arguments: [0, 1, 6, 7, 50])
  func `that missed blocks has the source's head afterwards`(_ missed: Int) throws {
    var source = try DevEngine.withBlocks(10)
    let target = source
    try source.extend(by: missed)
    var run = CatchUpRun(source: source, target: target)
    let level = try run.run(to: .at(source.headHash)).get()
    #expect(level.head == source.headHash)
    #expect(level.number == 10 + UInt64(missed))
    #expect(level.imported == missed)
    #expect(run.importedNumbers == (0..<missed).map { 11 + UInt64($0) })
    #expect(run.calls(.forkchoiceUpdated).count == 1)
    #expect(try head(run.target) == source.headHash)
    #expect(run.mostPayloads <= 4)
    #expect(run.mostHashes == missed)
  }

  @Test func `that missed 3,000 blocks holds no more than a window of them`() throws {
    let source = try Self.long.get()
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    let level = try run.run(to: .at(source.headHash)).get()
    #expect(level.head == source.headHash)
    #expect(level.imported == 3_000)
    #expect(run.importedNumbers == (1...3_000).map { UInt64($0) })
    #expect(run.mostHashes == 3_000)
    #expect(run.mostPayloads == 4)
    #expect(run.mostSourceRequests <= 4)
    #expect(run.mostStateChanges == 1)
    #expect(run.calls(.forkchoiceUpdated).count == 3_000 / 256 + 1)
    #expect(run.machine.heldHashes == 0)
    #expect(run.machine.heldPayloads == 0)
  }

  @Test func `crosses the forks with each one's methods`() throws {
    let source = try DevEngine.withBlocks(9)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    _ = try run.run(to: .at(source.headHash)).get()
    let versions = run.calls(.newPayload).map { $0.method.suffix(2) }
    #expect(versions == ["V2", "V2", "V2", "V2", "V2", "V2", "V3", "V3", "V3"])
    #expect(run.calls(.forkchoiceUpdated).map(\.method) == ["engine_forkchoiceUpdatedV3"])
    #expect(run.requests.allSatisfy { $0.changesState == ($0.method.hasPrefix("engine_")) })
  }

  @Test func `sends the whole forkchoice without attributes at the end`() throws {
    let source = try DevEngine.withBlocks(9)
    let state = ForkchoiceState(
      headBlockHash: source.headHash, safeBlockHash: source.headHash,
      finalizedBlockHash: source.genesis.blockHash)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    _ = try run.run(to: state).get()
    let params = try #require(run.calls(.forkchoiceUpdated).last?.params)
    #expect(params == [state.json, nil])
    let target = try #require(run.target as? DevEngine)
    #expect(target.finalizedBlockHash == source.genesis.blockHash)
  }

  @Test(arguments: [1, 5, 20])
  func `leaves a side branch for the source's`(_ length: Int) throws {
    var source = try DevEngine.withBlocks(12)
    var target = source
    try source.extend(by: 8, mark: 1)
    try target.extend(by: length, mark: 2)
    var run = CatchUpRun(source: source, target: target)
    let level = try run.run(to: .at(source.headHash)).get()
    #expect(level.imported == 8)
    #expect(try head(run.target) == source.headHash)
    #expect(run.importedNumbers.first == 13)
  }

  @Test func `takes a head that the target has on a side branch without any payload`() throws {
    let shared = try DevEngine.withBlocks(5)
    var source = shared
    try source.extend(by: 2, mark: 1)
    var target = source
    _ = try target.forkchoiceUpdated(version: 2, .at(source.headHash))
    var side = shared
    try side.extend(by: 3, mark: 2)
    var first = CatchUpRun(source: side, target: target)
    _ = try first.run(to: .at(side.headHash)).get()
    var back = CatchUpRun(source: source, target: first.target)
    #expect(try back.run(to: .at(source.headHash)).get().imported == 0)
    #expect(try head(back.target) == source.headHash)
  }

  @Test func `follows a forkchoice that moves while it is importing`() throws {
    var source = try DevEngine.withBlocks(3)
    let target = source
    try source.extend(by: 30)
    let first = source.headHash
    var moves = 3
    var run = CatchUpRun(source: source, target: target)
    run.before = { request, run in
      guard request.method.hasPrefix("engine_newPayload"), moves > 0,
        run.importedNumbers.count % 7 == 0, var grown = run.source as? DevEngine
      else { return nil }
      moves -= 1
      guard (try? grown.extend(by: 2)) != nil else { return nil }
      run.source = grown
      return .forkchoiceMoved(.at(grown.headHash))
    }
    let level = try run.run(to: .at(first)).get()
    #expect(moves == 0)
    #expect(level.number == 39)
    #expect(level.imported == 36)
    #expect(run.importedNumbers == (4...39).map { UInt64($0) })
    #expect(run.calls(.forkchoiceUpdated).count == 1)
    #expect(run.progress.last?.done == 36)
  }

  @Test func `follows a forkchoice that moves while the head is being set`() throws {
    var source = try DevEngine.withBlocks(6)
    let target = source
    try source.extend(by: 2)
    let first = source.headHash
    try source.extend(by: 1)
    let newest = source.headHash
    var run = CatchUpRun(source: source, target: target)
    var hasMoved = false
    run.before = { request, _ in
      guard request.method.hasPrefix("engine_forkchoiceUpdated"), !hasMoved else { return nil }
      hasMoved = true
      return .forkchoiceMoved(.at(newest))
    }
    #expect(try run.run(to: .at(first)).get().head == newest)
    #expect(run.calls(.forkchoiceUpdated).count == 2)
  }

  @Test func `a forkchoice that was overtaken on its way is given up for the newer one`() throws {
    var source = try DevEngine.withBlocks(6)
    let target = source
    try source.extend(by: 2)
    let first = source.headHash
    try source.extend(by: 1)
    let newest = source.headHash
    var machine = EngineCatchUp()
    var open = requests(machine.start(.at(first)))
    var engines = (source: source, target: target)
    var told: [ForkchoiceState] = []
    while !machine.isFinished {
      let request = try #require(open.isEmpty ? nil : open.removeFirst())
      if request.method.hasPrefix("engine_forkchoiceUpdated") {
        let state = try ForkchoiceState(json: #require(request.params[0]))
        if told.isEmpty, state == .at(first) {
          // The caller's newer one went to the target in the meantime.
          open += requests(machine.handle(.forkchoiceMoved(.at(newest))))
          open += requests(machine.handle(.overtaken(id: request.id)))
          continue
        }
        told.append(state)
      }
      let answer =
        request.party == .source
        ? engines.source.answer(method: request.method, params: request.params)
        : engines.target.answer(method: request.method, params: request.params)
      let event = CatchUpEvent.answered(
        id: request.id, answer.mapError { .engineError($0) })
      open += requests(machine.handle(event))
    }
    #expect(told == [.at(newest)])
    #expect(try head(engines.target) == newest)
  }

  private func requests(_ actions: [CatchUpAction]) -> [CatchUpRequest] {
    actions.compactMap { if case .ask(let request) = $0 { request } else { nil } }
  }

  @Test func `goes to the new branch when the source reorgs and forgets the old one`() throws {
    var old = try DevEngine.withBlocks(10)
    let target = old
    var new = old
    try old.extend(by: 12, mark: 1)
    try new.extend(by: 13, mark: 2)
    let newSource = new
    var run = CatchUpRun(source: old, target: target)
    run.before = { request, run in
      guard run.importedNumbers.count == 5, request.party == .source,
        (run.source as? DevEngine)?.headHash == old.headHash
      else { return nil }
      run.source = newSource
      return .forkchoiceMoved(.at(newSource.headHash))
    }
    #expect(try run.run(to: .at(old.headHash)).get().head == new.headHash)
    #expect(try head(run.target) == new.headHash)
  }

  @Test func `is told how far it is, up to the end`() throws {
    let source = try DevEngine.withBlocks(20)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    _ = try run.run(to: .at(source.headHash)).get()
    let walk = run.progress.filter { $0.phase == .findingCommonBlock }
    #expect(walk.map(\.done) == Array(1...20))
    #expect(walk.allSatisfy { $0.total == 20 })
    let imports = run.progress.filter { $0.phase == .importing }
    #expect(imports.map(\.done) == Array(1...20))
    #expect(imports.map(\.number) == (1...20).map { UInt64($0) })
    #expect(run.progress.last?.phase == .settingHead)
  }

  private func head(_ engine: any TestEngine) throws -> Hash32 {
    try #require(engine as? DevEngine).headHash
  }
}
