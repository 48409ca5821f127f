import DevChain
import EngineRPC
import EngineTypes
import EthereumPrimitives
import TestKit
import Testing

@Suite("The slot driver")
struct SlotDriverTests {
  /// Runs one slot against an engine and returns how it ended and what was called.
  static func runSlot(
    _ driver: inout SlotDriver, _ engine: inout DevEngine
  ) throws -> (outcome: SlotOutcome, methods: [String]) {
    var request = driver.startSlot()
    var methods: [String] = []
    while true {
      methods.append(request.method)
      let answer = engine.answer(method: request.method, params: .array(request.params))
      let step = driver.received(answer)
      switch try #require(step) {
      case .request(let next): request = next
      case .ended(let outcome): return (outcome, methods)
      }
    }
  }

  static func pair(
    _ dialect: CallerDialect
  ) throws -> (driver: SlotDriver, engine: DevEngine) {
    let engine = try RecordingTests.engine("geth-cancun-transition")
    var options = SlotDriverOptions()
    options.dialect = dialect
    let driver = SlotDriver(
      genesisHash: engine.genesis.blockHash, genesisTimestamp: engine.genesis.blockTimestamp,
      forks: engine.genesis.forks, options: options)
    return (driver, engine)
  }

  @Test("carries a chain across Cancun in v5's dialect without a missed slot")
  func carriesChain() throws {
    var (driver, engine) = try Self.pair(.v5)
    for _ in 0..<40 { _ = try Self.runSlot(&driver, &engine) }
    #expect(driver.counts.slots == 40)
    #expect(driver.counts.missed == 0)
    #expect(driver.counts.blocks == 40)
    #expect(engine.headNumber == 40)
    #expect(engine.headHash == driver.headHash)
    let finalized = try engine.answer(
      method: "eth_getBlockByNumber", params: ["finalized", false]
    ).get()
    // The last forkchoiceUpdated named what was finalized before its own block counted.
    #expect(finalized["number"] == "0x24")
    let balance = try engine.answer(
      method: "eth_getBalance",
      params: [.string(driver.options.pegInAddress.description), "latest"]
    ).get()
    // Ten peg-ins of 0.1 ether.
    #expect(balance == "0xde0b6b3a7640000")
  }

  @Test("carries a chain from Paris on, whatever the lag of finality", arguments: [0, 3, Int.max])
  func carriesForks(lag: Int) throws {
    let genesis = try EngineAnswerTests.genesis(#","shanghaiTime":24,"cancunTime":48"#)
    var engine = try DevEngine(genesis: genesis)
    var options = SlotDriverOptions()
    options.finalityLag = lag
    var driver = SlotDriver(
      genesisHash: genesis.blockHash, genesisTimestamp: 0, forks: genesis.forks, options: options)
    for _ in 0..<8 { _ = try Self.runSlot(&driver, &engine) }
    #expect(driver.counts.blocks == 8)
    #expect(driver.finalizedHash.isZero == (lag == .max))
  }

  @Test(
    "calls the methods of its dialect and fork",
    arguments: [
      (CallerDialect.v4, 1, [2, 2, 2, 2, 2]), (.v5, 1, [2, 2, 3, 2, 3]),
      (.v5, 7, [3, 3, 3, 3, 3]),
    ])
  func callsMethods(dialect: CallerDialect, slot: Int, versions: [Int]) throws {
    var (driver, engine) = try Self.pair(dialect)
    var methods: [String] = []
    for _ in 0..<slot { methods = try Self.runSlot(&driver, &engine).methods }
    let families = [
      "forkchoiceUpdated", "getPayload", "forkchoiceUpdated", "newPayload", "forkchoiceUpdated",
    ]
    #expect(methods == zip(families, versions).map { "engine_\($0)V\($1)" })
  }

  @Test("misses every slot past Cancun in v4's dialect, which cannot express it")
  func missesPastCancun() throws {
    var (driver, engine) = try Self.pair(.v4)
    for _ in 0..<10 { _ = try Self.runSlot(&driver, &engine) }
    #expect(driver.counts.blocks == 6)
    #expect(driver.counts.missed == 4)
    #expect(driver.misses.map(\.slot) == [7, 8, 9, 10])
    #expect(driver.misses.allSatisfy { $0.step == "forkchoiceUpdated with attributes" })
    #expect(engine.headNumber == 6)
  }

  @Test("starts from the last head again after a slot that failed or was given up")
  func recoversAfterMiss() throws {
    var (driver, engine) = try Self.pair(.v5)
    _ = try Self.runSlot(&driver, &engine)
    let head = driver.headHash
    _ = driver.startSlot()
    let failed = driver.received(.failure(EngineError(.internalError)))
    guard case .ended(.missed)? = failed else {
      Issue.record("\(String(describing: failed))")
      return
    }
    _ = driver.startSlot()
    guard case .missed(let miss) = driver.abandonSlot("time-out") else { return }
    #expect(miss.reason == "time-out")
    #expect(driver.received(.success(.null)) == nil)
    #expect(driver.headHash == head)
    let outcome = try Self.runSlot(&driver, &engine).outcome
    #expect(outcome == .head(driver.headHash))
    #expect(driver.counts.slots == 4)
    #expect(driver.counts.missed == 2)
    #expect(engine.headNumber == 2)
  }

  @Test("builds on an imported block whose forkchoiceUpdated got no answer")
  func buildsOnImportedBlock() throws {
    var (driver, engine) = try Self.pair(.v5)
    let genesis = driver.headHash
    var request = driver.startSlot()
    while request.method != "engine_newPayloadV2" {
      request = try Self.next(&driver, &engine, request)
    }
    request = try Self.next(&driver, &engine, request)
    _ = engine.answer(method: request.method, params: .array(request.params))
    guard case .missed(let miss) = driver.abandonSlot("time-out") else { return }
    #expect(miss.step == "forkchoiceUpdated to the head")
    #expect(driver.headHash == engine.headHash)
    #expect(driver.headHash != genesis)
    _ = try Self.runSlot(&driver, &engine)
    #expect(engine.headNumber == 2)
    #expect(driver.counts.missed == 1)
  }

  private static func next(
    _ driver: inout SlotDriver, _ engine: inout DevEngine, _ request: EngineRequest
  ) throws -> EngineRequest {
    let answer = engine.answer(method: request.method, params: .array(request.params))
    guard case .request(let next)? = driver.received(answer) else {
      throw EngineError(.internalError)
    }
    return next
  }

  @Test(
    "misses a slot whose answer is not what it must be",
    arguments: [
      #"{"payloadStatus":{"status":"SYNCING","latestValidHash":null},"payloadId":null}"#,
      #"{"payloadStatus":{"status":"VALID","latestValidHash":null},"payloadId":null}"#,
      #"{"payloadStatus":{"status":"PERHAPS"}}"#, "null", "[]", "7", #""0x""#, "{}",
    ])
  func missesOnOddAnswer(answer: String) throws {
    var (driver, _) = try Self.pair(.v5)
    _ = driver.startSlot()
    let step = driver.received(.success(try JSONValue(parsing: Array(answer.utf8))))
    guard case .ended(.missed)? = step else {
      Issue.record("\(String(describing: step))")
      return
    }
    #expect(!driver.isRunning)
    #expect(driver.counts.missed == 1)
  }
}
