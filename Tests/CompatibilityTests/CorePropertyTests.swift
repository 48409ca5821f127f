import CoreSimulation
import EngineHTTP
import EngineRPC
import TestKit
import Testing

@testable import LighthouseCompatibility

/// What holds of the core whatever callers ask and in whatever order engines answer.
@Suite struct `Any sequence of events` {
  private static let methods = [
    "engine_newPayloadV2", "engine_forkchoiceUpdatedV2", "engine_getPayloadV2", "eth_blockNumber",
    "eth_sendRawTransaction", "engine_newPayloadV3",
  ]

  /// Plays one random sequence and checks each action as it comes.
  private struct Play {
    var core: ExchangeCore
    var generator: SeededGenerator
    var operations: [ExchangeID: LighthouseCompatibility.Operation] = [:]
    var outstanding: [(ExchangeID, Side)] = []
    var lastSent = PerSide<UInt64>(v4: 0, v5: 0)
    var answers: [ExchangeID: Int] = [:]
    var ends: [ExchangeID: Int] = [:]
    var compared: Set<ExchangeID> = []

    mutating func begin() {
      let method =
        `Any sequence of events`.methods.randomElement(using: &generator) ?? "eth_blockNumber"
      let operation = Answers.operation(method, #"["0x0a"]"#)
      let (id, actions) = core.begin(operation) { side in
        method.hasSuffix("V3") && side == .v4
          ? .refused(.denebStructure(method: method)) : .verbatim
      }
      operations[id] = operation
      take(actions)
    }

    mutating func arrive() {
      guard !outstanding.isEmpty else { return }
      let index = Int(generator.next() % UInt64(outstanding.count))
      let (id, side) = outstanding.remove(at: index)
      let outcome: Outcome =
        generator.next() % 4 == 0
        ? .failure(.timedOut(milliseconds: 1))
        : .answer(Answers.answer(Answers.status("VALID", "0x01")))
      take(core.arrived(outcome, of: id, from: side))
    }

    mutating func take(_ actions: [ExchangeAction]) {
      for action in actions {
        switch action {
        case .send(let id, let side, _, _):
          if operations[id]?.changesState == true {
            let busy = outstanding.contains {
              $0.1 == side && operations[$0.0]?.changesState == false
                && answers[$0.0] != nil
            }
            #expect(!busy, "a follower's read overtaken, seed \(generator.seed)")
            #expect(id.number > lastSent[side], "out of order, seed \(generator.seed)")
            lastSent[side] = id.number
          }
          outstanding.append((id, side))
        case .answer(let id, _, _): answers[id, default: 0] += 1
        case .compare(let exchange):
          #expect(exchange.authority == .v4)
          #expect(compared.insert(exchange.id).inserted)
        case .end(let id): ends[id, default: 0] += 1
        case .watch, .report, .refuse, .compareRequests: break
        }
      }
    }
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
  func `answers each call once, keeps each lane's order and forgets nothing`(seed: UInt64) throws {
    var limits = Lane.Limits()
    (limits.entries, limits.readEntries) = seed % 2 == 0 ? (8, 4) : (256, 64)
    let router = try Router(mode: .parallel, configured: [.v4, .v5])
    var play = Play(
      core: ExchangeCore(router: router, laneLimits: limits),
      generator: SeededGenerator(seed: seed))
    for _ in 0..<2000 {
      if play.generator.next() % 2 == 0 { play.begin() } else { play.arrive() }
    }
    while !play.outstanding.isEmpty { play.arrive() }
    #expect(play.core.outstanding == 0, "seed \(seed)")
    #expect(play.operations.count > 500)
    for id in play.operations.keys {
      #expect(play.answers[id] == 1, "seed \(seed), \(id)")
      #expect(play.ends[id] == 1, "seed \(seed), \(id)")
      #expect(play.compared.contains(id), "seed \(seed), \(id)")
    }
    for side in Side.allCases { #expect(play.core.lane(of: side).isEmpty) }
  }
}
