import CatchUp
import DevChain
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Testing

@Suite("What the source shows")
struct SourceFaultTests {
  private static func isFullBlock(_ request: CatchUpRequest) -> Bool {
    request.party == .source && request.params[1] == true
  }

  @Test func `a source that fails mid-way ends it after three attempts`() throws {
    let source = try DevEngine.withBlocks(20)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    var answers = 0
    run.fault = { request in
      guard Self.isFullBlock(request) else { return nil }
      answers += 1
      return answers > 9 ? .failure(.transport("connection reset")) : nil
    }
    #expect(
      try run.run(to: .at(source.headHash))
        == .failure(
          .unreachable(
            .source, method: "eth_getBlockByHash", description: "connection reset", attempts: 3)))
    #expect(run.calls(.forkchoiceUpdated).isEmpty)
    #expect(run.importedNumbers == (1...UInt64(run.importedNumbers.count)).map { $0 })
    #expect(run.machine.heldPayloads == 0)
    #expect(run.machine.heldHashes == 0)
  }

  @Test func `a source that fails twice in a row everywhere is put up with`() throws {
    let source = try DevEngine.withBlocks(20)
    var run = CatchUpRun(source: source, target: try DevEngine.withBlocks(2))
    var counts: [String: Int] = [:]
    run.fault = { request in
      let name = "\(request.party) \(request.method) \(request.params.text)"
      counts[name, default: 0] += 1
      return counts[name, default: 0] <= 2 ? .failure(.transport("timed out")) : nil
    }
    // The target's head is asked for at the start and at the end by the same words.
    #expect(try run.run(to: .at(source.headHash)).get().number == 20)
  }

  @Test(arguments: [
    "stateRoot", "receiptsRoot", "logsBloom", "miner", "mixHash", "gasLimit", "gasUsed",
    "timestamp", "extraData", "baseFeePerGas", "parentHash", "number", "withdrawalsRoot",
    "transactionsRoot", "excessBlobGas", "blobGasUsed", "parentBeaconBlockRoot", "difficulty",
    "nonce", "sha3Uncles",
  ])
  func `a header whose hash does not prove is never walked past`(_ member: String) throws {
    let source = try DevEngine.withBlocks(12)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    run.change = { request, answer in
      request.party == .source ? Self.changed(answer, member) : answer
    }
    guard
      case .failure(.unprovenBlock(let block, _, let computed, let differing)) = try run.run(
        to: .at(source.headHash))
    else {
      Issue.record("\(String(describing: run.result))")
      return
    }
    #expect(block == source.headHash)
    #expect(computed != block || member == "sha3Uncles")
    #expect(differing == [member == "sha3Uncles" ? member : "header"])
    #expect(run.stateChanges.isEmpty)
  }

  @Test(arguments: ["withdrawals", "stateRoot", "nonce"])
  func `a block whose hash does not prove is never sent`(_ member: String) throws {
    let source = try DevEngine.withBlocks(12)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    run.change = { request, answer in
      guard Self.isFullBlock(request), answer["number"] == "0x9" else { return answer }
      return Self.changed(answer, member)
    }
    guard
      case .failure(.unprovenBlock(_, 9, _, let differing)) = try run.run(
        to: .at(source.headHash))
    else {
      Issue.record("\(String(describing: run.result))")
      return
    }
    #expect(differing == [member == "stateRoot" ? "header" : member])
    #expect(!run.importedNumbers.contains(9))
  }

  @Test func `another block than the one asked for is refused, proven or not`() throws {
    let source = try DevEngine.withBlocks(6)
    for full in [false, true] {
      var engine = source
      let other = engine.answer(method: "eth_getBlockByNumber", params: ["0x2", .bool(full)])
      var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
      run.fault = { request in
        guard request.party == .source, request.params[1] == .bool(full) else { return nil }
        return other.mapError { .engineError($0) }
      }
      guard
        case .failure(.wrongBlock(.source, _, let actual)) = try run.run(to: .at(source.headHash))
      else {
        Issue.record("\(String(describing: run.result))")
        continue
      }
      #expect(.data(actual) == (try other.get())["hash"])
      #expect(run.stateChanges.isEmpty)
    }
  }

  @Test func `a block that the source does not have is named`() throws {
    let source = try DevEngine.withBlocks(3)
    let unknown = Keccak256.hash([1])
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    #expect(
      try run.run(to: .at(unknown)) == .failure(.noBlock(.source, asked: unknown.description)))
  }

  @Test func `chains with nothing in common are told from one another`() throws {
    let source = try DevEngine.withBlocks(4)
    let other = try DevEngine(
      genesis: Genesis(
        json: Array(
          #"{"config":{"chainId":1,"shanghaiTime":0},"gasLimit":"0x1c9c380","alloc":{}}"#.utf8)))
    var run = CatchUpRun(source: source, target: other)
    #expect(
      try run.run(to: .at(source.headHash))
        == .failure(.noCommonBlock(sourceGenesis: source.genesis.blockHash)))
    #expect(run.stateChanges.isEmpty)
  }

  @Test func `a target too far behind is told so before the walk`() throws {
    let source = try DevEngine.withBlocks(30)
    var options = CatchUpOptions()
    options.maximumBlocks = 29
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis(), options: options)
    #expect(
      try run.run(to: .at(source.headHash)) == .failure(.tooFarBehind(blocks: 30, limit: 29)))
    #expect(run.requests.count == 3)
  }

  @Test func `a walk below the target's head is bounded too`() throws {
    var source = try DevEngine.withBlocks(1)
    var target = source
    try source.extend(by: 30, mark: 1)
    try target.extend(by: 40, mark: 2)
    var options = CatchUpOptions()
    options.maximumBlocks = 20
    var run = CatchUpRun(source: source, target: target, options: options)
    #expect(
      try run.run(to: .at(source.headHash)) == .failure(.tooFarBehind(blocks: 21, limit: 20)))
    #expect(run.mostHashes <= 21)
  }

  @Test func `a header of a later fork is refused by the member's name`() throws {
    let source = try DevEngine.withBlocks(9)
    var run = CatchUpRun(source: source, target: try DevEngine.atGenesis())
    run.change = { request, answer in
      guard var block = answer.objectValue, request.party == .source else { return answer }
      block["requestsHash"] = .data(Hash32.zero)
      return .object(block)
    }
    #expect(
      try run.run(to: .at(source.headHash))
        == .failure(
          .unsupportedFork(block: source.headHash, number: 9, member: "requestsHash")))
  }

  @Test func `cancel ends it wherever it stands`() throws {
    let source = try DevEngine.withBlocks(6)
    for step in 1... {
      var run = CatchUpRun(source: source, target: try DevEngine.withBlocks(2))
      var steps = 0
      run.before = { _, _ in
        steps += 1
        return steps == step ? .cancel : nil
      }
      guard try run.run(to: .at(source.headHash)) == .failure(.cancelled) else {
        #expect(step > 10)
        break
      }
      #expect(run.machine.handle(.forkchoiceMoved(.at(.zero))).isEmpty)
      #expect(run.machine.handle(.answered(id: 1, .success(.null))).isEmpty)
    }
  }

  @Test func `without a head there is nothing to be level with`() throws {
    let engine = try DevEngine.atGenesis()
    var run = CatchUpRun(source: engine, target: engine)
    #expect(try run.run(to: .at(.zero)) == .failure(.noHead))
    #expect(run.requests.isEmpty)
  }

  /// The same answer with another value for a member.
  private static func changed(_ block: JSONValue, _ member: String) -> JSONValue {
    guard var object = block.objectValue, let old = object[member] else { return block }
    if member == "withdrawals" {
      object[member] = .array((old.arrayValue ?? []).dropLast())
    } else if let text = old.stringValue {
      let digit = text.hasSuffix("1") ? "2" : "1"
      object[member] = .string(
        text == "0x" && member == "extraData" ? "0x01" : text.dropLast() + digit)
    }
    return .object(object)
  }
}
