import DevChain
import EngineRPC
import EngineTypes
import EthereumPrimitives
import TestKit
import Testing

@Suite("The embedded engine's answers")
struct EngineAnswerTests {
  static let zero = Hash32.zero

  /// Builds a child of a block through the typed calls, without importing it.
  static func build(
    _ engine: inout DevEngine, on parent: Hash32, timestamp: UInt64,
    withdrawals: [Withdrawal] = []
  ) throws -> ExecutionPayload {
    let fork = engine.genesis.forks.fork(at: timestamp)
    let attributes = PayloadAttributes(
      timestamp: timestamp, prevRandao: .zero, suggestedFeeRecipient: .zero,
      withdrawals: fork == .paris ? nil : withdrawals,
      parentBeaconBlockRoot: fork == .cancun ? .zero : nil)
    let response = try engine.forkchoiceUpdated(
      version: attributes.version, forkchoice(parent), attributes: attributes)
    let id = try #require(response.payloadId)
    return try engine.getPayload(version: attributes.version, id).payload
  }

  /// Builds, imports and makes head.
  static func extend(
    _ engine: inout DevEngine, timestamp: UInt64, withdrawals: [Withdrawal] = []
  ) throws -> ExecutionPayload {
    let payload = try build(
      &engine, on: engine.headHash, timestamp: timestamp, withdrawals: withdrawals)
    let status = try newPayload(&engine, payload)
    #expect(status.status == .valid)
    _ = try engine.forkchoiceUpdated(version: 2, forkchoice(payload.v1.blockHash))
    return payload
  }

  static func newPayload(
    _ engine: inout DevEngine, _ payload: ExecutionPayload
  ) throws -> PayloadStatus {
    switch payload {
    case .v1: try engine.newPayload(version: 1, payload)
    case .v2: try engine.newPayload(version: 2, payload)
    case .v3:
      try engine.newPayload(
        version: 3, payload, versionedHashes: [], parentBeaconBlockRoot: .zero)
    }
  }

  static func forkchoice(_ head: Hash32, finalized: Hash32 = .zero) -> ForkchoiceState {
    ForkchoiceState(
      headBlockHash: head, safeBlockHash: finalized, finalizedBlockHash: finalized)
  }

  static func genesis(_ config: String, alloc: String = "{}") throws -> Genesis {
    try Genesis(
      json: Array(
        #"{"config":{"chainId":1\#(config)},"gasLimit":"0x1c9c380","alloc":\#(alloc)}"#.utf8))
  }

  // MARK: Forks

  @Test("carries a chain from Paris over Shanghai to Cancun")
  func carriesForks() throws {
    var engine = try DevEngine(
      genesis: Self.genesis(#","shanghaiTime":24,"cancunTime":48"#))
    for slot in 1...6 {
      let payload = try Self.extend(&engine, timestamp: UInt64(slot) * 12)
      let expected: ExecutionFork = slot < 2 ? .paris : slot < 4 ? .shanghai : .cancun
      #expect(payload.fork == expected)
    }
    #expect(engine.headNumber == 6)
  }

  @Test("answers newPayloadV1 and forkchoiceUpdatedV1 before Shanghai, and V2's there too")
  func answersParis() throws {
    var engine = try DevEngine(genesis: Self.genesis(""))
    let payload = try Self.build(&engine, on: engine.headHash, timestamp: 12)
    #expect(try engine.newPayload(version: 2, payload).status == .valid)
    let attributes = PayloadAttributes(
      timestamp: 12, prevRandao: .zero, suggestedFeeRecipient: .zero, withdrawals: [])
    let state = Self.forkchoice(engine.headHash)
    #expect(throws: EngineError(.invalidPayloadAttributes, detail: "withdrawals before shanghai")) {
      try engine.forkchoiceUpdated(version: 2, state, attributes: attributes)
    }
    #expect(
      throws: EngineError(.invalidParams, detail: "non-nil withdrawals pre-shanghai")
    ) {
      try engine.newPayload(version: 2, .v2(ExecutionPayloadV2(payload.v1)))
    }
  }

  // MARK: Rules

  @Test(
    "calls a block INVALID that breaks a rule, with its parent as latestValidHash",
    arguments: [
      "gasLimit", "gasUsed", "baseFeePerGas", "stateRoot", "receiptsRoot", "logsBloom",
      "excessBlobGas", "blobGasUsed",
    ])
  func refusesRuleBreaks(member: String) throws {
    var engine = try RecordingTests.engine("geth-cancun-transition")
    let start = engine.genesis.blockTimestamp
    let parent = try Self.extend(&engine, timestamp: start + 84)
    guard
      case .v3(var payload) = try Self.build(
        &engine, on: engine.headHash, timestamp: start + 96)
    else { return }
    switch member {
    case "gasLimit": payload.gasLimit += payload.gasLimit / 1_024
    case "gasUsed": payload.gasUsed = 21_000
    case "baseFeePerGas": payload.baseFeePerGas = payload.baseFeePerGas + 1
    case "stateRoot": payload.stateRoot = .zero
    case "receiptsRoot": payload.receiptsRoot = .zero
    case "logsBloom": payload.logsBloom.withUnsafeMutableBytes { $0[0] = 1 }
    case "excessBlobGas": payload.excessBlobGas = 131_072
    default: payload.blobGasUsed = 131_072
    }
    payload.blockHash = payload.computedBlockHash(parentBeaconBlockRoot: .zero)
    let status = try Self.newPayload(&engine, .v3(payload))
    #expect(status.status == .invalid)
    #expect(status.latestValidHash == parent.v1.blockHash)
    let head = try engine.forkchoiceUpdated(version: 3, Self.forkchoice(payload.blockHash))
    #expect(head.payloadStatus.status == .invalid)
    #expect(head.payloadStatus.latestValidHash == parent.v1.blockHash)
  }

  @Test("tries a rejected block again after geth's 128 questions")
  func forgetsRejections() throws {
    var engine = try RecordingTests.engine("geth-shanghai")
    guard
      case .v2(var payload) = try Self.build(
        &engine, on: engine.headHash, timestamp: engine.genesis.blockTimestamp + 12)
    else { return }
    payload.stateRoot = .zero
    payload.blockHash = payload.computedBlockHash
    var texts: [String?] = []
    for _ in 0..<130 {
      texts.append(try Self.newPayload(&engine, .v2(payload)).validationError)
    }
    let remembered = texts.filter { $0 == "links to previously rejected block" }.count
    #expect(remembered == 128)
    #expect(texts.first != texts[1])
  }

  @Test("moves the gas limit toward the configured one by less than a 1,024th a block")
  func movesGasLimit() throws {
    var options = DevEngineOptions()
    options.gasLimit = 36_000_000
    var engine = try DevEngine(genesis: Self.genesis(""), options: options)
    let first = try Self.extend(&engine, timestamp: 12)
    #expect(first.v1.gasLimit == 30_000_000 + 30_000_000 / 1_024 - 1)
    let second = try Self.extend(&engine, timestamp: 24)
    #expect(second.v1.gasLimit > first.v1.gasLimit)
  }

  // MARK: Reorganisations and bounds

  @Test("reorganises to a sibling and back, and builds on either")
  func reorganises() throws {
    var engine = try RecordingTests.engine("geth-shanghai")
    let start = engine.genesis.blockTimestamp
    let genesis = engine.headHash
    let one = try Self.build(&engine, on: genesis, timestamp: start + 12)
    let two = try Self.build(&engine, on: genesis, timestamp: start + 13)
    for payload in [one, two] { _ = try Self.newPayload(&engine, payload) }
    for payload in [one, two, one] {
      let hash = payload.v1.blockHash
      let response = try engine.forkchoiceUpdated(version: 2, Self.forkchoice(hash))
      #expect(response.payloadStatus.status == .valid)
      #expect(engine.headHash == hash)
    }
    #expect(
      throws: EngineError(
        .invalidForkchoiceState, detail: "final block not in canonical chain")
    ) {
      try engine.forkchoiceUpdated(
        version: 2, Self.forkchoice(one.v1.blockHash, finalized: two.v1.blockHash))
    }
  }

  @Test("answers ACCEPTED for a child of a block whose state is no longer kept")
  func acceptsWithoutState() throws {
    var options = DevEngineOptions()
    options.limits.states = 2
    options.limits.blocks = 6
    var engine = try DevEngine(genesis: Self.genesis(#","shanghaiTime":0"#), options: options)
    var payloads: [ExecutionPayload] = []
    for slot in 1...5 {
      payloads.append(try Self.extend(&engine, timestamp: UInt64(slot) * 12))
    }
    guard case .v2(var late) = payloads[1] else { return }
    late.timestamp += 1
    late.blockHash = late.computedBlockHash
    #expect(try Self.newPayload(&engine, .v2(late)).status == .accepted)
    for slot in 6...20 { _ = try Self.extend(&engine, timestamp: UInt64(slot) * 12) }
    #expect(try Self.newPayload(&engine, .v2(late)).status == .syncing)
    #expect(
      engine.answer(method: "eth_getBlockByNumber", params: ["0x1", false]) == .success(.null))
    let genesis = engine.answer(method: "eth_getBlockByNumber", params: ["earliest", false])
    #expect(try genesis.get()["number"] == "0x0")
  }

  @Test("answers -38006 for a head whose branch is no longer kept")
  func refusesDeepReorganisation() throws {
    var options = DevEngineOptions()
    options.limits.states = 2
    options.limits.blocks = 3
    var engine = try DevEngine(genesis: Self.genesis(#","shanghaiTime":0"#), options: options)
    let genesis = engine.headHash
    _ = try Self.extend(&engine, timestamp: 12)
    let parent = engine.headHash
    let sibling = try Self.build(&engine, on: parent, timestamp: 25)
    _ = try Self.newPayload(&engine, sibling)
    for slot in 2...9 { _ = try Self.extend(&engine, timestamp: UInt64(slot) * 12) }
    #expect(engine.headHash != genesis)
    let state = Self.forkchoice(sibling.v1.blockHash)
    let error = #expect(throws: EngineError.self) {
      try engine.forkchoiceUpdated(version: 2, state)
    }
    #expect(error?.knownCode == .tooDeepReorg)
  }

  @Test("goes back to a branch off the genesis however long the chain was, and on from there")
  func reorganisesToGenesisBranch() throws {
    var options = DevEngineOptions()
    options.limits.states = 2
    options.limits.blocks = 3
    options.limits.sideBlocks = 4
    var engine = try DevEngine(genesis: Self.genesis(#","shanghaiTime":0"#), options: options)
    let sibling = try Self.build(&engine, on: engine.headHash, timestamp: 13)
    _ = try Self.newPayload(&engine, sibling)
    for slot in 1...9 { _ = try Self.extend(&engine, timestamp: UInt64(slot) * 12) }
    let state = Self.forkchoice(sibling.v1.blockHash)
    #expect(try engine.forkchoiceUpdated(version: 2, state).payloadStatus.status == .valid)
    #expect(engine.headNumber == 1)
    for slot in 2...20 { _ = try Self.extend(&engine, timestamp: UInt64(slot) * 12) }
    #expect(engine.headNumber == 20)
  }

  @Test("keeps a bounded number of blocks outside the canonical chain")
  func boundsSideBlocks() throws {
    var options = DevEngineOptions()
    options.limits.sideBlocks = 8
    var engine = try DevEngine(genesis: Self.genesis(#","shanghaiTime":0"#), options: options)
    var hashes: [Hash32] = []
    for time in 1...40 {
      let payload = try Self.build(&engine, on: engine.headHash, timestamp: UInt64(time))
      _ = try Self.newPayload(&engine, payload)
      hashes.append(payload.v1.blockHash)
    }
    let bodies = try engine.payloadBodies(hashes: hashes)
    #expect(bodies.count { $0 != nil } <= 9)
    #expect(bodies.count { $0 != nil } > 0)
  }

  // MARK: Calls

  @Test(
    "refuses a malformed call with the code that says why",
    arguments: [
      ("eth_getBlockByHash", #"["0x12"]"#, -32602), ("eth_getBlockByHash", "[]", -32602),
      ("eth_getBlockByNumber", #"["0x01",false]"#, -32602),
      ("eth_getBlockByNumber", #"["finalized",false]"#, -32000),
      ("eth_getBlockByNumber", "[7]", -32602), ("eth_getBalance", #"["0x1"]"#, -32602),
      ("eth_sendRawTransaction", #"["0x02"]"#, -32000), ("eth_mine", "[]", -32601),
      ("", "[]", -32601), ("engine_newPayloadV2", "{}", -32602),
      ("engine_newPayloadV3", "[null,null,null]", -32602),
      ("engine_forkchoiceUpdatedV2", "[null]", -32602),
      ("engine_forkchoiceUpdatedV2", "[[],[],[]]", -32602),
      ("engine_forkchoiceUpdatedV2", "[[]]", -32602),
      ("engine_getPayloadV2", #"["0x02"]"#, -32602), ("engine_getPayloadV2", "[2]", -32602),
      ("engine_getPayloadBodiesByHashV1", #"["0x"]"#, -32602),
      ("engine_getPayloadBodiesByRangeV1", #"["0xffffffffffffffff","0x401"]"#, -38004),
      ("engine_getPayloadBodiesByRangeV1", #"["0x1"]"#, -32602),
      ("engine_getPayloadBodiesByHashV1", "[]", -32602), ("eth_getBlockByHash", "null", -32602),
      ("engine_exchangeCapabilities", #"["a"]"#, -32602),
      ("engine_getClientVersionV1", "[]", -32602),
      ("engine_exchangeTransitionConfigurationV1", "[{}]", -32000),
    ])
  func refusesMalformedCalls(method: String, params: String, code: Int) throws {
    var engine = try RecordingTests.engine("geth-shanghai")
    let answer = engine.answer(
      method: method, params: try JSONValue(parsing: Array(params.utf8)))
    guard case .failure(let error) = answer else {
      Issue.record("answered \(answer)")
      return
    }
    #expect(error.code == code, "\(error)")
  }

  @Test(
    "answers the reads",
    arguments: [
      ("eth_chainId", "[]", #""0x7e7e""#), ("eth_chainId", "null", #""0x7e7e""#),
      ("eth_blockNumber", "[]", #""0x0""#), ("eth_syncing", "[]", "false"),
      ("eth_getBlockByNumber", #"["0xffffffffffffffff",true]"#, "null"),
      ("eth_getTransactionReceipt", #"["0x\#(String(repeating: "1", count: 64))"]"#, "null"),
      (
        "eth_getBalance", #"["0x0D3ab14BBaD3D99F4203bd7a11aCB94882050E7e","latest"]"#,
        #""0x33b2e3c9fd0803ce8000000""#
      ),
      ("eth_getCode", #"["0x0D3ab14BBaD3D99F4203bd7a11aCB94882050E7e","latest"]"#, #""0x""#),
      ("eth_getLogs", "[{}]", "[]"),
      ("engine_getPayloadBodiesByRangeV1", #"["0xffffffffffffffff","0x400"]"#, "[]"),
    ])
  func answersReads(method: String, params: String, expected: String) throws {
    var engine = try RecordingTests.engine("geth-shanghai")
    let answer = engine.answer(
      method: method, params: try JSONValue(parsing: Array(params.utf8)))
    #expect(try answer.get().text == expected)
  }
}
