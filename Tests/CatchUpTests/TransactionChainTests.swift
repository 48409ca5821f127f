import CatchUp
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Testing

@Suite("A chain with every type of transaction")
struct TransactionChainTests {
  private static func forkchoice(_ chain: FixtureChain) throws -> ForkchoiceState {
    .at(try Hash32(hex: try #require(chain.blocks.last).hash))
  }

  private static func run(
    known: Int = 0, options: CatchUpOptions = CatchUpOptions(),
    _ prepare: (inout FixtureEngine, inout FixtureEngine) -> Void = { _, _ in }
  ) throws -> CatchUpRun {
    let chain = try FixtureChain()
    var source = FixtureEngine(chain, known: chain.blocks.count)
    var target = FixtureEngine(chain, known: known)
    prepare(&source, &target)
    var run = CatchUpRun(source: source, target: target, options: options)
    try run.run(to: forkchoice(chain))
    return run
  }

  @Test(arguments: [0, 1, 5, 11])
  func `is given to the target exactly as it was made`(_ known: Int) throws {
    let run = try Self.run(known: known)
    let level = try #require(run.result).get()
    #expect(level.imported == 12 - known)
    #expect(level.number == 12)
    let target = try #require(run.target as? FixtureEngine)
    #expect(target.head == 12)
  }

  @Test func `is rebuilt from bodies where the source shows no transactions`() throws {
    let run = try Self.run { source, _ in source.hidesFullTransactions = true }
    #expect(try #require(run.result).get().number == 12)
    // Blocks 3 and 9 have no transactions to be shown.
    #expect(run.calls(.getPayloadBodiesByHash).count == 10)
  }

  @Test func `names the transaction where neither it nor the body can be had`() throws {
    let run = try Self.run { source, _ in
      source.hidesFullTransactions = true
      source.servesBodies = false
    }
    guard case .failure(.malformedTransaction(_, 0, let error))? = run.result else {
      Issue.record("\(String(describing: run.result))")
      return
    }
    #expect(error.description == "string, expected object")
    #expect(run.calls(.newPayload).isEmpty)
  }

  @Test func `is rebuilt from bodies where a type is unknown, which is named otherwise`() throws {
    for hasBodies in [true, false] {
      let chain = try FixtureChain()
      var source = FixtureEngine(chain, known: 12)
      source.servesBodies = hasBodies
      var run = CatchUpRun(source: source, target: FixtureEngine(chain, known: 0))
      run.change = { request, answer in
        guard request.params[1] == true, var block = answer.objectValue,
          var transactions = block["transactions"]?.arrayValue, transactions.count > 4,
          var last = transactions[4].objectValue
        else { return answer }
        last["type"] = "0x7e"
        transactions[4] = .object(last)
        block["transactions"] = .array(transactions)
        return .object(block)
      }
      let result = try run.run(to: Self.forkchoice(chain))
      if hasBodies {
        #expect(try result.get().number == 12)
      } else {
        let block = try Hash32(hex: chain.blocks[6].hash)
        #expect(
          result == .failure(.unknownTransactionType(block: block, index: 4, type: 0x7e)))
      }
    }
  }

  @Test func `is refused for a target that has no words for Deneb, before any payload`() throws {
    var options = CatchUpOptions()
    options.targetSpeaksDeneb = false
    let run = try Self.run(options: options)
    let chain = try FixtureChain()
    let error = CatchUpError.inexpressible(
      block: try Hash32(hex: chain.blocks[11].hash), number: 12,
      .denebStructure(method: "engine_newPayloadV3"))
    #expect(run.result == .failure(error))
    #expect(run.stateChanges.isEmpty)
  }

  @Test func `up to Shanghai is given to a target that has no words for Deneb`() throws {
    let chain = try FixtureChain()
    var options = CatchUpOptions()
    options.targetSpeaksDeneb = false
    var run = CatchUpRun(
      source: FixtureEngine(chain, known: 6), target: FixtureEngine(chain, known: 0),
      options: options)
    let head = try Hash32(hex: chain.blocks[5].hash)
    #expect(try run.run(to: .at(head)).get().number == 6)
    #expect(
      run.calls(.newPayload).map { $0.method.suffix(2) } == ["V1", "V1", "V1", "V2", "V2", "V2"])
  }
}
