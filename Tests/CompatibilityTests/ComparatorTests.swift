import CoreSimulation
import NIOCore
import EngineHTTP
import EngineRPC
import EngineTypes
import Foundation
import TestKit
import Testing

@testable import LighthouseCompatibility

@Suite struct `The comparator` {
  private func judge(_ method: String, _ v4: Outcome, _ v5: Outcome) -> Verdict? {
    Comparator().judge(operation: Answers.operation(method), v4: v4, v5: v5)?.verdict
  }

  private static let statuses: [(String, String, Verdict)] = [
    (Answers.status("VALID", "0x01"), Answers.status("VALID", "0x01"), .match),
    (Answers.status("VALID", "0xAB"), Answers.status("VALID", "0xab"), .match),
    (Answers.status("VALID", "0x01"), Answers.status("VALID", "0x02"), .mismatch),
    (Answers.status("VALID", "0x01"), Answers.status("INVALID", "0x00"), .divergence),
    (Answers.status("INVALID"), Answers.status("VALID", "0x01"), .divergence),
    (Answers.status("INVALID"), Answers.status("INVALID", "0x00"), .mismatch),
    (Answers.status("INVALID"), Answers.status("INVALID_BLOCK_HASH"), .match),
    (Answers.status("SYNCING"), Answers.status("VALID", "0x01"), .pending),
    (Answers.status("INVALID"), Answers.status("ACCEPTED"), .pending),
    (Answers.status("SYNCING"), Answers.status("ACCEPTED"), .tolerated),
    (Answers.status("SYNCING"), Answers.status("SYNCING"), .match),
    (Answers.status("VALID", "0x01"), #"{"status":"FINE"}"#, .comparatorError),
    ("null", "[]", .comparatorError),
  ]

  @Test(arguments: statuses)
  func `judges payload statuses`(v4: String, v5: String, verdict: Verdict) {
    let left = Outcome.answer(Answers.answer(v4))
    let right = Outcome.answer(Answers.answer(v5))
    #expect(judge("engine_newPayloadV2", left, right) == verdict)
    #expect(judge("engine_newPayloadV2", right, left) == verdict)
  }

  @Test func `compares that there is a payload id, not which`() {
    let status = Answers.status("VALID", "0x01")
    func answer(_ id: String?) -> Outcome {
      .answer(Answers.answer(Answers.forkchoice(status, id: id)))
    }
    #expect(judge("engine_forkchoiceUpdatedV2", answer("0x01"), answer("0x02")) == .match)
    #expect(judge("engine_forkchoiceUpdatedV2", answer("0x01"), answer(nil)) == .mismatch)
    #expect(judge("engine_forkchoiceUpdatedV2", answer(nil), answer(nil)) == .match)
  }

  @Test(arguments: [
    (-38001, -38001, Verdict.match), (-32602, -38005, .tolerated), (-38005, -38001, .tolerated),
    (-38002, -38003, .mismatch), (-32603, -32000, .bothErrors), (-32603, -38001, .mismatch),
    (-12345, -32000, .bothErrors),
  ])
  func `compares error codes, never texts`(v4: Int, v5: Int, verdict: Verdict) {
    func error(_ code: Int) -> Outcome { Outcome(.success(Answers.error(code))) }
    #expect(judge("engine_newPayloadV2", error(v4), error(v5)) == verdict)
  }

  @Test func `an error against a result is a failure, a mismatch or a divergence`() {
    let valid = Outcome.answer(Answers.answer(Answers.status("VALID", "0x01")))
    let syncing = Outcome.answer(Answers.answer(Answers.status("SYNCING")))
    func error(_ code: Int) -> Outcome { Outcome(.success(Answers.error(code))) }
    #expect(judge("engine_newPayloadV2", valid, error(-32602)) == .divergence)
    #expect(judge("engine_newPayloadV2", error(-38005), valid) == .divergence)
    #expect(judge("engine_newPayloadV2", syncing, error(-32602)) == .mismatch)
    #expect(judge("engine_newPayloadV2", valid, error(-32603)) == .v5Error)
    #expect(judge("engine_newPayloadV2", error(-32000), valid) == .v4Error)
    #expect(judge("engine_forkchoiceUpdatedV2", valid, error(-38002)) == .mismatch)
  }

  @Test func `transport failures are errors of their side`() {
    let valid = Outcome.answer(Answers.answer(Answers.status("VALID", "0x01")))
    let failure = Outcome.failure(.timedOut(milliseconds: 1))
    #expect(judge("engine_newPayloadV2", valid, failure) == .v5Error)
    #expect(judge("engine_newPayloadV2", failure, valid) == .v4Error)
    #expect(judge("engine_newPayloadV2", failure, failure) == .bothErrors)
  }

  @Test func `a side that was not asked is not judged`() {
    let valid = Outcome.answer(Answers.answer(Answers.status("VALID", "0x01")))
    #expect(judge("engine_newPayloadV2", valid, .notAsked(.laneFull)) == nil)
    #expect(judge("engine_newPayloadV2", .refused(.denebStructure(method: "m")), valid) == nil)
    #expect(!Outcome.notAsked(.laneFull).isEngineWord && valid.isEngineWord)
  }

  @Test func `an error object without a code is no answer`() {
    var scanner = EnvelopeScanner()
    let text = #"{"jsonrpc":"2.0","id":1,"error":{"message":"x"}}"#
    Array(text.utf8).withUnsafeBytes { scanner.feed($0) }
    guard let envelope = (try? scanner.finish()) ?? nil else {
      Issue.record("no envelope")
      return
    }
    let answer = UpstreamAnswer(body: MessageBody(text), envelope: envelope, elapsed: .zero)
    guard case .failure(.notJSON) = Outcome(.success(answer)) else {
      Issue.record("taken for an answer")
      return
    }
  }

  @Test(arguments: [
    ("\"0xab\"", "\"0xAB\"", Verdict.match), ("\"ab\"", "\"AB\"", .mismatch),
    (#"{"a":1,"witness":null}"#, #"{"a":1}"#, .match), (#"{"a":1}"#, #"{"a":2}"#, .mismatch),
    ("[1,2]", "[1]", .mismatch), (#"[{"a":[1]}]"#, #"[{"a":[2]}]"#, .mismatch),
    ("null", "null", .match), ("1", "true", .mismatch),
  ])
  func `compares reads as JSON`(v4: String, v5: String, verdict: Verdict) {
    let left = Outcome.answer(Answers.answer(v4))
    #expect(judge("eth_call", left, .answer(Answers.answer(v5))) == verdict)
  }

  @Test func `tolerates what differs by nature`() {
    let left = Outcome.answer(Answers.answer(#"[{"name":"a"}]"#))
    let right = Outcome.answer(Answers.answer(#"[{"name":"b"}]"#))
    #expect(judge("engine_getClientVersionV1", left, right) == .tolerated)
  }

  @Test(arguments: [
    ("", "", Verdict.match),
    ("\"blockValue\":\"0x1319718a5000\"", "\"blockValue\":\"0x1\"", .tolerated),
    ("\"gasUsed\":\"0x5208\"", "\"gasUsed\":\"0x5209\"", .mismatch),
    ("\"timestamp\":\"0x6553f10c\"", "\"timestamp\":\"0x6553f10d\"", .mismatch),
    ("\"gasLimit\":\"0x1c9c380\"", "\"gasLimit\":\"0x2c9c380\"", .mismatch),
    ("\"amount\":\"0xf4241\"", "\"amount\":\"0xf4242\"", .mismatch),
    ("\"executionPayload\":", "\"payload\":", .comparatorError),
  ])
  func `compares builds`(old: String, new: String, verdict: Verdict) throws {
    let line = try #require(
      try Fixture("recordings/geth-1.14.10-shanghai.jsonl.gz").lines().first {
        $0.range(of: Data("block 1: get".utf8)) != nil
      })
    let result = try #require(try JSONValue(parsing: line)["response"]?["result"]).text
    let changed = old.isEmpty ? result : result.replacing(old, with: new)
    #expect(old.isEmpty || changed != result)
    let left = Outcome.answer(Answers.answer(result))
    #expect(judge("engine_getPayloadV2", left, .answer(Answers.answer(changed))) == verdict)
  }

  @Test func `a pending verdict is judged again when the other side can tell`() {
    var ledger = PendingLedger()
    let operation = Answers.operation("engine_newPayloadV2", #"[{"blockHash":"0x01"}]"#)
    func exchange(_ v4: String, _ v5: String) -> ComparedExchange {
      ComparedExchange(
        id: ExchangeID(number: 1), operation: operation, authority: .v4,
        v4: .answer(Answers.answer(v4)), v5: .answer(Answers.answer(v5)),
        parentBeaconBlockRoot: nil)
    }
    let valid = Answers.status("VALID", "0x01")
    let syncing = Answers.status("SYNCING")
    #expect(ledger.note(exchange(valid, syncing), Judgement(.pending)) == nil)
    #expect(ledger.note(exchange(syncing, syncing), Judgement(.match)) == nil)
    let later = ledger.note(exchange(syncing, Answers.status("INVALID")), Judgement(.pending))
    #expect(later?.verdict == .divergence)
    #expect(ledger.note(exchange(syncing, valid), Judgement(.pending)) == nil)
  }

  @Test func `only an error against VALID is asked again`() {
    let valid = Outcome.answer(Answers.answer(Answers.status("VALID", "0x01")))
    func exchange(_ method: String, _ v4: Outcome, _ v5: Outcome) -> ComparedExchange {
      ComparedExchange(
        id: ExchangeID(number: 1), operation: Answers.operation(method), authority: .v4, v4: v4,
        v5: v5, parentBeaconBlockRoot: nil)
    }
    let semantic = Outcome(.success(Answers.error(-32602)))
    let new = "engine_newPayloadV2"
    #expect(Confirmation.side(toAskAgain: exchange(new, valid, semantic)) == .v5)
    #expect(Confirmation.side(toAskAgain: exchange(new, semantic, valid)) == .v4)
    #expect(Confirmation.side(toAskAgain: exchange(new, valid, valid)) == nil)
    #expect(Confirmation.side(toAskAgain: exchange("eth_call", valid, semantic)) == nil)
    let confirmed = Confirmation.exchange(exchange(new, valid, semantic), .v5, valid)
    #expect(Comparator().judge(confirmed)?.verdict == .match)
  }
}
