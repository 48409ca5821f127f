import EngineRPC
import Testing
import TestKit

@Suite struct `Envelope scanner` {
  @Test func `keeps id, method and the places of the parts`() throws {
    let text =
      #" {"jsonrpc":"2.0","id": 1.50 ,"method":"engine_newPayloadV2","params":[{"a":[1,2]}]} "#
    let envelope = try #require(try scan(text))
    #expect(envelope.id == Array("1.50".utf8))
    #expect(envelope.method == "engine_newPayloadV2")
    #expect(slice(text, envelope.methodRange) == "engine_newPayloadV2")
    #expect(slice(text, envelope.paramsRange) == #"[{"a":[1,2]}]"#)
    #expect(envelope.parameterCount == 1)
    #expect(envelope.firstParameterKind == .object)
  }

  @Test(arguments: [
    #"{"jsonrpc":"2.0","id":"a\"b","method":"m","params":["\\","\"",{"x":"]}"}]}"#,
    #"{"id":123456789012345678901234567890,"jsonrpc":"2.0","method":"m"}"#,
    #"{"jsonrpc":"2.0","id":null,"method":"m","params":[null,true,false,-1.5e+3,"",[],{}]}"#,
    #"{"jsonrpc":"2.0","id":1,"result":{"payloadStatus":{"status":"VALID","latestValidHash":null}}}"#,
  ])
  func `sees the same outline wherever the pieces are cut`(text: String) throws {
    let whole = try #require(try scan(text))
    for cut in 1..<text.utf8.count {
      #expect(try scan(text, cuts: [cut]) == whole, "cut at \(cut)")
    }
    let single = Array(1..<text.utf8.count)
    #expect(try scan(text, cuts: single) == whole)
  }

  @Test func `reads a forkchoice and what it asks to build`() throws {
    let text =
      #"{"jsonrpc":"2.0","id":1,"method":"engine_forkchoiceUpdatedV3","params":[{"headBlockHash":"0x01","#
      + #""safeBlockHash":"0x02","finalizedBlockHash":"0x03"},{"timestamp":"0x5","parentBeaconBlockRoot":"0x06"}]}"#
    let envelope = try #require(try scan(text))
    #expect(envelope[.headBlockHash] == "0x01")
    #expect(envelope[.safeBlockHash] == "0x02")
    #expect(envelope[.finalizedBlockHash] == "0x03")
    #expect(envelope[.attributesTimestamp] == "0x5")
    #expect(envelope[.parentBeaconBlockRoot] == "0x06")
    #expect(envelope.hasAttributes)
  }

  @Test(arguments: ["[{\"headBlockHash\":\"0x01\"},null]", "[{\"headBlockHash\":\"0x01\"}]"])
  func `takes a null second parameter for no attributes`(params: String) throws {
    let text = #"{"jsonrpc":"2.0","id":1,"method":"m","params":\#(params)}"#
    #expect(try #require(try scan(text)).hasAttributes == false)
  }

  @Test func `reads statuses and ids out of answers`() throws {
    let text =
      #"{"jsonrpc":"2.0","id":1,"result":{"payloadStatus":{"status":"VALID","witness":null,"#
      + #""latestValidHash":"0xab"},"payloadId":"0x0102"}}"#
    let envelope = try #require(try scan(text))
    #expect(envelope[.status] == "VALID")
    #expect(envelope[.latestValidHash] == "0xab")
    #expect(envelope[.payloadId] == "0x0102")
    #expect(envelope.resultKind == .object)
    let error = try #require(
      try scan(#"{"jsonrpc":"2.0","id":1,"error":{"code":-38001,"message":"Unknown payload"}}"#))
    #expect(error[.errorCode] == "-38001")
    #expect(error.errorKind == .object)
    #expect(error.resultKind == nil)
  }

  @Test(arguments: [
    "{", "}", "{\"a\":}", "{\"a\" 1}", "{\"a\":1,}", "{\"a\":tru}", "{\"a\":01}", "{\"a\":1 2}",
    "{\"a\":[1,]}", "{\"a\":\"x}", "nul", "{a:1}", "{\"a\":[}]", "{\"a\":+1}", "\u{1}",
    "{\"a\":.5}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,", "{\"a\":1]",
  ])
  func `refuses what is no JSON`(text: String) {
    #expect(throws: EnvelopeDefect.self) { _ = try scan(text) }
  }

  @Test(arguments: [
    (#"{"id":1,"id":2,"method":"m"}"#, EnvelopeDefect.duplicateMember("id")),
    (#"{"method":"m","method":"n"}"#, .duplicateMember("method")),
    (#"{"Method":"m"}"#, .misspelledMember("Method")),
    (#"{"\u006dethod":"m"}"#, .escapedMemberName),
  ])
  func `notes what makes the envelope ambiguous`(text: String, defect: EnvelopeDefect) throws {
    #expect(try #require(try scan(text)).ambiguity == defect)
  }

  @Test(arguments: [
    (
      #"[{"headBlockHash":"0x1","headBlockHash":"0x2"}]"#,
      EnvelopeDefect.duplicateMember("headBlockHash")
    ),
    (#"[{"HEADBLOCKHASH":"0x1"}]"#, .misspelledMember("HEADBLOCKHASH")),
    (#"[{"blockhash":"0x1"}]"#, .misspelledMember("blockhash")),
    (#"[{},{"timestamp":"0x1","timestamp":"0x2"}]"#, .duplicateMember("timestamp")),
  ])
  func `notes what makes the parameters ambiguous`(params: String, defect: EnvelopeDefect) throws {
    let envelope = try #require(try scan(#"{"method":"m","params":\#(params)}"#))
    #expect(envelope.parameterAmbiguity == defect)
    #expect(envelope.ambiguity == nil)
  }

  @Test func `refuses a second value behind the first`() {
    #expect(throws: EnvelopeDefect.trailingValue) { _ = try scan("{}{}") }
    #expect(throws: EnvelopeDefect.trailingValue) { _ = try scan("{} x") }
  }

  @Test func `refuses nesting that would exhaust a stack`() {
    let deep = #"{"params":"# + String(repeating: "[", count: 100_000)
    #expect(throws: EnvelopeDefect.tooDeep(limit: 256)) { _ = try scan(deep) }
  }

  @Test func `recognises a batch and an empty body`() throws {
    var scanner = EnvelopeScanner()
    Array(" [{}]".utf8).withUnsafeBytes { scanner.feed($0) }
    #expect(scanner.isBatch)
    #expect(try scan("  \n") == nil)
  }

  @Test func `never crashes on mutated messages`() throws {
    var generator = SeededGenerator(seed: 0x5eed_0001)
    let text = Array(
      #"{"jsonrpc":"2.0","id":"x","method":"engine_newPayloadV2","params":[{"blockHash":"0x0"},[],null]}"#
        .utf8)
    for round in 0..<20_000 {
      var bytes = text
      for _ in 0...Int.random(in: 0..<3, using: &generator) {
        bytes[Int.random(in: bytes.indices, using: &generator)] =
          UInt8.random(in: 0...255, using: &generator)
      }
      var scanner = EnvelopeScanner()
      bytes.withUnsafeBytes { scanner.feed($0) }
      let accepted = (try? scanner.finish()) != nil
      // Whatever the scanner lets through outside of strings, the strict parser does too.
      if accepted, !scanner.isBatch,
        !bytes.contains(where: { $0 < 0x20 || $0 >= 0x80 || $0 == 0x5c })
      {
        #expect((try? JSONValue(parsing: bytes)) != nil, "seed \(generator.seed), round \(round)")
      }
    }
  }

  @Test func `reads the next message as a new scanner would, whatever the last one was`() {
    var generator = SeededGenerator(seed: 0x5eed_0002)
    let text = Array(
      #"{"jsonrpc":"2.0","id":7,"method":"engine_forkchoiceUpdatedV3","params":[{"headBlockHash":"0x0"},["a","b\"","c"],null]}"#
        .utf8)
    var used = EnvelopeScanner()
    for round in 0..<5_000 {
      var bytes = text.prefix(Int.random(in: 0...text.count, using: &generator)) + text
      bytes[Int.random(in: bytes.indices, using: &generator)] =
        UInt8.random(in: 0x20...0x7e, using: &generator)
      let cut = Int.random(in: 0...bytes.count, using: &generator)
      var fresh = EnvelopeScanner()
      used.reset()
      for piece in [Array(bytes[..<cut]), Array(bytes[cut...])] {
        piece.withUnsafeBytes { fresh.feed($0) }
        piece.withUnsafeBytes { used.feed($0) }
      }
      #expect(
        outcome(&fresh) == outcome(&used), "seed \(generator.seed), round \(round)")
      #expect(fresh.isBatch == used.isBatch)
    }
  }

  private func scan(_ text: String, cuts: [Int] = []) throws -> Envelope? {
    var scanner = EnvelopeScanner()
    let bytes = Array(text.utf8)
    var start = 0
    for end in cuts + [bytes.count] {
      Array(bytes[start..<end]).withUnsafeBytes { scanner.feed($0) }
      start = end
    }
    return try scanner.finish()
  }

  private func outcome(_ scanner: inout EnvelopeScanner) -> Result<Envelope?, EnvelopeDefect> {
    do throws(EnvelopeDefect) {
      return .success(try scanner.finish())
    } catch {
      return .failure(error)
    }
  }

  private func slice(_ text: String, _ range: Range<Int>?) -> String? {
    range.map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
  }
}
