import EngineRPC
import EngineTypes
import EthereumPrimitives

/// Payloads as texts and as recipes of texts: what is read is what Foundation reads there, member
/// by member, and is read again as it is written.
let payloadTarget: FuzzTarget = { input in
  if input.first.map({ $0 < 0x20 }) ?? true {
    var recipe = Recipe(input)
    let made = PayloadText(&recipe)
    let read = payload(made.text)
    expect(read == made.payload, "\(String(decoding: made.text, as: UTF8.self)) is read otherwise")
  } else {
    checkText(input)
  }
}

private func checkText(_ text: [UInt8]) {
  let read = payload(text)
  switch SlowPayload(text) {
  case .silent: break
  case .refused: expect(read == nil, "we read it, Foundation does not")
  case .payload(let theirs): expect(read == theirs, "Foundation reads \(theirs)")
  }
  checkAgain(ExecutionPayload.self, text)
  checkAgain(BuiltPayload.self, text)
  checkAgain(PayloadBody.self, text)
  checkAgain(ForkchoiceState.self, text)
  checkAgain(PayloadAttributes.self, text)
  checkAgain(PayloadStatus.self, text)
  checkAgain(ForkchoiceUpdatedResponse.self, text)
}

private func payload(_ text: [UInt8]) -> ExecutionPayload? {
  planted(try? ExecutionPayload(json: text)) { $0.map(withoutLongTail) }
}

/// As a reader would that has room for 8 KiB of a transaction.
private func withoutLongTail(_ payload: ExecutionPayload) -> ExecutionPayload {
  guard case .v2(var v2) = payload else { return payload }
  v2.v1.transactions = v2.v1.transactions.map { Array($0.prefix(8192)) }
  return .v2(v2)
}

private func checkAgain<Value: EngineCodable & Equatable>(_ type: Value.Type, _ text: [UInt8]) {
  guard let value = try? Value(json: text) else { return }
  expect((try? Value(json: value.json)) == value, "a \(type) is not read as it was written")
}
