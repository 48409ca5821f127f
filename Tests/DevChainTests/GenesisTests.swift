import DevChain
import EngineRPC
import EthereumPrimitives
import Testing

@Suite("A geth genesis")
struct GenesisTests {
  @Test(
    "is refused with the member that is wrong",
    arguments: [
      ("", "(no member)"), ("null", "(top)"), ("{}", "config"),
      (#"{"config":{}}"#, "config.chainId"),
      (#"{"config":{"chainId":"x"}}"#, "config.chainId"),
      (#"{"config":{"chainId":1,"pragueTime":5}}"#, "config.pragueTime"),
      (#"{"config":{"chainId":1,"londonBlock":5}}"#, "config.londonBlock"),
      (
        #"{"config":{"chainId":1,"terminalTotalDifficulty":5}}"#,
        "config.terminalTotalDifficulty"
      ),
      (#"{"config":{"chainId":1,"cancunTime":5}}"#, "config.cancunTime"),
      (#"{"config":{"chainId":1,"shanghaiTime":6,"cancunTime":5}}"#, "config.cancunTime"),
      (#"{"config":{"chainId":1,"shanghaiTime":-1}}"#, "config.shanghaiTime"),
      (#"{"config":{"chainId":1}}"#, "gasLimit"),
      (#"{"config":{"chainId":1},"gasLimit":"0x1","alloc":{}}"#, "gasLimit"),
      (#"{"config":{"chainId":1},"gasLimit":"0xffffffffffffffff","alloc":{}}"#, "gasLimit"),
      (#"{"config":{"chainId":1},"gasLimit":9000}"#, "alloc"),
      (#"{"config":{"chainId":1},"gasLimit":9000,"alloc":{"0x12":{}}}"#, "alloc.0x12"),
      (#"{"config":{"chainId":1},"gasLimit":9000,"alloc":{},"coinbase":"0x12"}"#, "coinbase"),
      (#"{"config":{"chainId":1},"gasLimit":9000,"alloc":{},"extraData":7}"#, "extraData"),
    ])
  func refusesMalformed(json: String, member: String) {
    let error = #expect(throws: DevChainError.self) { try Genesis(json: Array(json.utf8)) }
    switch error {
    case .malformed(let named, _), .unsupported(let named, _): #expect(named == member)
    case .notJSON: #expect(member == "(no member)")
    case .extraDataTooLong, nil: Issue.record("\(String(describing: error))")
    }
  }

  @Test("with other code at the beacon roots' address is refused, since none is executed")
  func refusesOtherBeaconRootsCode() {
    let json = #"""
      {"config":{"chainId":1,"shanghaiTime":0,"cancunTime":0},"gasLimit":9000,
      "alloc":{"000F3df6D732807Ef1319fB7B8bB8522d0Beac02":{"code":"0x00"}}}
      """#
    #expect(throws: DevChainError.self) { try Genesis(json: Array(json.utf8)) }
  }

  @Test("may begin in Cancun, with proof of work's difficulty and nonce and with storage")
  func beginsInCancun() throws {
    let json = #"""
      {"config":{"chainId":1,"shanghaiTime":0,"cancunTime":0},"gasLimit":"30000000",
      "difficulty":"0x1","nonce":"0x42","timestamp":"7","alloc":{
      "00000000000000000000000000000000000000aa":{"balance":"1","code":"00","storage":{"0x01":"0x02"}}
      }}
      """#
    var engine = try DevEngine(genesis: Genesis(json: Array(json.utf8)))
    let block = try engine.answer(
      method: "eth_getBlockByNumber", params: ["0x0", false]
    ).get()
    #expect(block["difficulty"] == "0x1")
    #expect(block["nonce"] == "0x0000000000000042")
    #expect(block["parentBeaconBlockRoot"]?.stringValue == Hash32.zero.description)
    _ = try EngineAnswerTests.extend(&engine, timestamp: 12)
    #expect(engine.headNumber == 1)
  }

  @Test("does not take extraData longer than a header holds")
  func refusesLongExtraData() throws {
    let genesis = try EngineAnswerTests.genesis("")
    var options = DevEngineOptions()
    options.extraData = [UInt8](repeating: 0, count: 33)
    #expect(throws: DevChainError.extraDataTooLong(maximum: 32, actual: 33)) {
      try DevEngine(genesis: genesis, options: options)
    }
  }
}
