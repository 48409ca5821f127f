import DevChain
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Testing

@Suite("Withdrawals in the embedded engine")
struct WithdrawalTests {
  static let address = "0x00000000000000000000000000000000000000ee"

  static func engine(account: String) throws -> DevEngine {
    try DevEngine(
      genesis: EngineAnswerTests.genesis(
        #","shanghaiTime":0"#, alloc: "{\"\(address)\":\(account)}"))
  }

  static func withdrawal(_ amount: UInt64) throws -> Withdrawal {
    Withdrawal(
      index: 0, validatorIndex: 0, address: try Address(hex: address), amount: amount)
  }

  @Test("are credited in Gwei")
  func creditsGwei() throws {
    var engine = try Self.engine(account: #"{"balance":"5"}"#)
    _ = try EngineAnswerTests.extend(
      &engine, timestamp: 12, withdrawals: [Self.withdrawal(1), Self.withdrawal(2)])
    let balance = engine.answer(method: "eth_getBalance", params: [.string(Self.address)])
    #expect(balance == .success(.string(Hex.encodeQuantity(3_000_000_005))))
    let before = engine.answer(
      method: "eth_getBalance", params: [.string(Self.address), "0x0"])
    #expect(before == .success("0x5"))
  }

  @Test("of nothing remove an empty account and make none (EIP-161)")
  func removesEmptyAccounts() throws {
    var engine = try Self.engine(account: #"{"balance":"0x0"}"#)
    let first = try EngineAnswerTests.extend(&engine, timestamp: 12)
    #expect(first.v1.stateRoot != MerklePatricia.emptyRoot)
    let second = try EngineAnswerTests.extend(
      &engine, timestamp: 24, withdrawals: [Self.withdrawal(0)])
    #expect(second.v1.stateRoot == MerklePatricia.emptyRoot)
    let third = try EngineAnswerTests.extend(
      &engine, timestamp: 36, withdrawals: [Self.withdrawal(0)])
    #expect(third.v1.stateRoot == MerklePatricia.emptyRoot)
  }

  @Test("of nothing leave an account with a nonce as it is")
  func keepsAccountsWithNonce() throws {
    var engine = try Self.engine(account: #"{"balance":"0x0","nonce":"0x1"}"#)
    let first = try EngineAnswerTests.extend(&engine, timestamp: 12)
    let second = try EngineAnswerTests.extend(
      &engine, timestamp: 24, withdrawals: [Self.withdrawal(0)])
    #expect(first.v1.stateRoot == second.v1.stateRoot)
  }
}
