import EngineRPC
import Testing

@Suite("The methods of the Engine API")
struct EngineMethodTests {
  @Test("are read from their names and written back", arguments: EngineMethod.Family.allCases)
  func areReadFromTheirNames(family: EngineMethod.Family) {
    for version in 1...9 {
      let method = EngineMethod(family, version: version)
      #expect(method.name == "\(family.rawValue)V\(version)")
      #expect(EngineMethod(name: method.name) == method)
    }
    #expect(EngineMethod(family, version: 12).name == "\(family.rawValue)V12")
  }

  @Test(
    "are no other names",
    arguments: [
      "", "V", "V1", "engine_newPayload", "engine_newPayloadV", "engine_newPayloadV0",
      "engine_newPayloadV10", "engine_newpayloadV1", "engine_newPayloadV1 ", "Engine_newPayloadV1",
      "engine_newPayloadW1", "engine_exchangeCapabilities", "eth_getBlockByNumber",
      "engine_getPayloadBodiesByRootV1", "engine_getPayloadVé",
    ])
  func areNoOtherNames(name: String) {
    #expect(EngineMethod(name: name) == nil)
  }
}
