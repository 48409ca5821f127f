import EngineRPC
import EngineTypes
import EthereumPrimitives

/// A payload that a recipe makes, and a text of it that is spelt as the recipe says.
struct PayloadText {
  /// Nil where the text has a member twice, and is to be refused.
  private(set) var payload: ExecutionPayload?
  private(set) var text: [UInt8]

  init(_ recipe: inout Recipe) {
    let payload = Self.payload(&recipe)
    var members = payload.json.objectValue?.members ?? []
    if recipe.yes() { members.append(.init(name: "unknown", value: [["]\"}": "\\"], -100, nil])) }
    if recipe.yes(), payload.withdrawals == nil {
      members.append(.init(name: "withdrawals", value: nil))
    }
    let twin = recipe.byte() > 250 ? recipe.one(of: members) : nil
    self.payload = twin == nil || twin?.name == "unknown" || twin?.value == .null ? payload : nil
    let first = Int(recipe.byte()) % members.count
    let isUpperCase = recipe.yes()
    let blank = recipe.one(of: ["", " ", "\n\t", "\r\n  "])
    let comma = "\(blank),\(blank)"
    let ordered = members[first...] + members[..<first] + (twin.map { [$0] } ?? [])
    let written = ordered.map { member in
      let value = isUpperCase ? Self.inUpperCase(member.value) : member.value
      return "\"\(member.name)\"\(blank):\(blank)\(value.text)"
    }
    text = Array("\(blank){\(blank)\(written.joined(separator: comma))\(blank)}".utf8)
  }

  private static func payload(_ recipe: inout Recipe) -> ExecutionPayload {
    var v1 = ExecutionPayloadV1()
    v1.parentHash = fixed(&recipe)
    v1.feeRecipient = fixed(&recipe)
    v1.logsBloom = fixed(&recipe)
    v1.blockNumber = recipe.number()
    v1.gasLimit = recipe.number()
    v1.timestamp = recipe.number()
    v1.extraData = recipe.bytes(Int(recipe.byte() % 33))
    v1.baseFeePerGas = UInt256(
      high: UInt128(recipe.number()) << 64, low: UInt128(recipe.number()) << 64)
    v1.blockHash = fixed(&recipe)
    v1.transactions = (0..<recipe.byte() % 4).map { _ in
      // Either side of the reader's blocks of digits, and of its buffer.
      recipe.bytes(recipe.one(of: [0, 1, 15, 16, 17, 31, 32, 33, 300, 8191, 8192, 8193]))
    }
    guard recipe.yes() else { return .v1(v1) }
    let withdrawals = (0..<recipe.byte() % 4).map { _ in
      Withdrawal(
        index: recipe.number(), validatorIndex: recipe.number(), address: fixed(&recipe),
        amount: recipe.number())
    }
    let v2 = ExecutionPayloadV2(v1, withdrawals: withdrawals)
    guard recipe.yes() else { return .v2(v2) }
    return .v3(
      ExecutionPayloadV3(v2, blobGasUsed: recipe.number(), excessBlobGas: recipe.number()))
  }

  private static func fixed<Bytes: FixedBytes>(_ recipe: inout Recipe) -> Bytes {
    Bytes(recipe.bytes(Bytes.count)) ?? .zero
  }

  private static func inUpperCase(_ value: JSONValue) -> JSONValue {
    switch value {
    case .string(let text) where text.hasPrefix("0x"):
      .string("0x" + text.dropFirst(2).uppercased())
    case .array(let elements): .array(elements.map(inUpperCase))
    case .object(let object):
      .object(
        JSONObject(object.members.map { .init(name: $0.name, value: inUpperCase($0.value)) }))
    case .null, .bool, .number, .string: value
    }
  }
}
