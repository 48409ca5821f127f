import CoreSimulation
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Testing

@testable import LighthouseCompatibility

/// An engine that was brought level with the caller's forkchoice, and lacks a payload that came
/// since.
@Suite struct `A missed payload` {
  private var core: ExchangeCore

  init() throws {
    core = ExchangeCore(
      router: try Router(mode: .canary(basisPoints: 5_000), configured: [.v4, .v5]))
  }

  private static func hash(_ digit: Character) -> String {
    "0x" + String(repeating: digit, count: 64)
  }

  private static let lost = Outcome.failure(.closed(endpoint: "x"))
  private static let syncing = Outcome.answer(Answers.answer(Answers.status("SYNCING")))

  /// Has the caller give a payload; v5 calls it VALID, v4 has an outcome of its own.
  private mutating func give(
    _ block: Character, on parent: Character, v4: Outcome = lost, _ status: String = "VALID"
  ) {
    let (id, _) = core.begin(Self.payload(block, on: parent)) { _ in .verbatim }
    let answer = Answers.status(status, Self.hash(block))
    _ = core.arrived(.answer(Answers.answer(answer)), of: id, from: .v5)
    _ = core.arrived(v4, of: id, from: .v4)
  }

  private static func payload(
    _ block: Character, on parent: Character
  ) -> LighthouseCompatibility.Operation {
    Answers.operation(
      "engine_newPayloadV2",
      #"[{"blockHash":"\#(hash(block))","parentHash":"\#(hash(parent))"}]"#)
  }

  /// Whether v4 is not behind any more once it was brought level with the caller's forkchoice.
  private mutating func isLevel() -> Bool { core.becameLevel(.v4) }

  private mutating func tell(_ head: Character) {
    let state = #"[{"headBlockHash":"\#(Self.hash(head))"},null]"#
    let operation = Answers.operation("engine_forkchoiceUpdatedV2", state)
    let (id, _) = core.begin(operation) { _ in .verbatim }
    let answer = Answers.forkchoice(Answers.status("VALID", Self.hash(head)))
    for side in Side.allCases {
      _ = core.arrived(.answer(Answers.answer(answer)), of: id, from: side)
    }
  }

  @Test(arguments: [lost, syncing])
  mutating func `keeps an engine behind until the caller's head is its block`(
    outcome: Outcome
  ) throws {
    tell("1")
    give("2", on: "1", v4: outcome)
    #expect(core.standings.v4.behind != nil)
    #expect(!isLevel() && core.standings.v4.behind != nil)
    tell("2")
    #expect(core.standings.v4.behind != nil, "it is level once it was looked at")
    #expect(isLevel() && core.standings.v4.behind == nil)
  }

  @Test mutating func `is still missed when the caller comes to its parent`() throws {
    give("2", on: "1")
    tell("1")
    #expect(!isLevel())
    tell("1")
    #expect(!isLevel())
  }

  @Test mutating func `is forgotten when the caller goes elsewhere`() throws {
    tell("1")
    give("2", on: "1")
    tell("3")
    #expect(isLevel())
  }

  @Test mutating func `counts also where the engine was behind before`() throws {
    tell("1")
    give("2", on: "1")
    tell("2")
    // While it is brought level with the second, the third is lost to it as well.
    give("3", on: "2")
    #expect(!isLevel())
  }

  @Test mutating func `is one when it is noticed after the caller came to its parent`() throws {
    let (id, _) = core.begin(Self.payload("2", on: "1")) { _ in .verbatim }
    tell("1")
    _ = core.arrived(
      .answer(Answers.answer(Answers.status("VALID", Self.hash("2")))), of: id, from: .v5)
    _ = core.arrived(Self.lost, of: id, from: .v4)
    #expect(core.standings.v4.behind == .missedOperation && !isLevel())
    tell("2")
    #expect(isLevel())
  }

  @Test mutating func `is none when it is noticed after the caller's head was its block`() throws {
    let (id, _) = core.begin(Self.payload("2", on: "1")) { _ in .verbatim }
    _ = core.arrived(
      .answer(Answers.answer(Answers.status("VALID", Self.hash("2")))), of: id, from: .v5)
    tell("2")
    _ = core.arrived(Self.lost, of: id, from: .v4)
    #expect(core.standings.v4.behind == .missedOperation)
    #expect(isLevel())
  }

  @Test mutating func `may have others upon it, which the caller comes to one by one`() throws {
    tell("1")
    give("2", on: "1")
    give("3", on: "2")
    for head: Character in ["1", "2"] {
      tell(head)
      #expect(!isLevel())
    }
    tell("3")
    #expect(isLevel())
  }

  @Test mutating func `is none where the caller was told that it is INVALID`() throws {
    try core.change(to: .v5Only)
    let (id, _) = core.begin(Self.payload("2", on: "1")) { _ in .verbatim }
    #expect(!isLevel())
    let answer = Answers.answer(Answers.status("INVALID", Self.hash("1")))
    _ = core.arrived(.answer(answer), of: id, from: .v5)
    #expect(isLevel())
  }

  @Test mutating func `is one where the mode did not ask`() throws {
    try core.change(to: .v5Only)
    tell("1")
    let (id, _) = core.begin(Self.payload("2", on: "1")) { _ in .verbatim }
    let answer = Answers.status("VALID", Self.hash("2"))
    _ = core.arrived(.answer(Answers.answer(answer)), of: id, from: .v5)
    #expect(core.standings.v4.behind == .notAsked)
    #expect(!isLevel())
    tell("2")
    #expect(isLevel())
  }

  @Test mutating func `aside, an engine that does not answer is not level`() throws {
    tell("1")
    give("2", on: "1")
    tell("2")
    _ = core.wentOffline(.v4)
    #expect(!isLevel())
    _ = core.cameBack(.v4)
    #expect(core.standings.v4.behind != nil)
    #expect(isLevel())
  }

  @Test func `is forgotten where there are too many`() throws {
    var payloads = UnfollowedPayloads()
    let hashes = try (0...UnfollowedPayloads.capacity + 1).map { number in
      try Hash32(hex: "0x" + String(repeating: "0", count: 60) + String(number + 0x1000, radix: 16))
    }
    for (parent, block) in zip(hashes, hashes.dropFirst()) { payloads.gave(block, on: parent) }
    #expect(payloads.all.map(\.block) == Array(hashes.dropFirst(2)))
    payloads.gave(hashes[5], on: hashes[4])
    #expect(payloads.all.count == UnfollowedPayloads.capacity)
    payloads.told(hashes[hashes.count - 2])
    #expect(payloads.all.map(\.block) == hashes.suffix(1))
    payloads.gave(hashes[hashes.count - 2], on: hashes[1])
    #expect(payloads.all.count == 1, "the head is followed already")
  }
}
