import Chronicle
import EngineHTTP
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Testing

@Suite struct `A log` {
  @Test func `keeps arrivals and completions apart`() throws {
    let log = CallerLog(LiveLog(now: StepClock().now))
    let first = log.began(method: "eth_chainId", params: [])
    let second = log.began(method: "eth_blockNumber", params: [])
    let third = log.began(method: "eth_syncing", params: [])
    log.ended(second, response: ["result": "0x1"])
    log.failed(first, "connection reset")
    log.ended(first, response: ["result": "0x2"])
    #expect(third.number == 2)
    #expect(log.live.nextNumber == 3)
    let entries = log.log.entries
    #expect(entries.map(\.arrival) == [0, 1, 2])
    #expect(entries.map(\.completion) == [1, 0, nil])
    #expect(entries[0].answer == .failure("connection reset"))
    #expect(entries[2].answer == nil)
    #expect(entries[2].answered == nil)
    #expect(entries[1].asked < entries[1].answered ?? 0)
  }

  @Test func `counts what it has no room for`() throws {
    let log = CallerLog(LiveLog(limit: 2, now: StepClock().now))
    for _ in 0..<5 {
      let token = log.began(method: "eth_chainId", params: [])
      log.ended(token, response: ["result": "0x1"])
    }
    #expect(log.log.entries.count == 2)
    #expect(log.log.lost == 3)
  }

  @Test func `of an engine goes on when it is started anew`() throws {
    var log = ChronicleLog(entries: Self.entries(3))
    log.append(ChronicleLog(entries: Self.entries(2), lost: 1))
    #expect(log.entries.map(\.arrival) == [0, 1, 2, 3, 4])
    #expect(log.entries.map(\.completion) == [0, 1, 2, 3, 4])
    #expect(log.lost == 1)
  }

  @Test func `is written by many at once`() async throws {
    let log = CallerLog()
    await withTaskGroup { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<100 {
            let token = log.began(method: "eth_chainId", params: [])
            log.ended(token, response: ["result": "0x1"])
          }
        }
      }
    }
    let entries = log.log.entries
    #expect(entries.count == 800)
    #expect(Set(entries.compactMap(\.completion)) == Set(0..<800))
    #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.asked <= $1.asked })
  }

  @Test func `of an engine has no answer where none was given`() throws {
    final class Silent: EngineResponder {
      func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {}
    }
    let log = LiveLog(now: StepClock().now)
    let call = try #require(EngineCall(method: "eth_chainId", params: []))
    ChronicleRecorder(Silent(), log: log).respond(to: call) { _ in }
    #expect(log.log.entries.map(\.answer) == [nil])
  }

  @Test func `of an engine calls no JSON a failure`() throws {
    for body in ["", "<html>", #"{"jsonrpc":"2.0","id":1}"#, #"{"error":{"code":"x"}}"#] {
      let answer = ChronicleAnswer(method: "eth_chainId", response: MessageBody(body))
      guard case .failure = answer else {
        Issue.record("\(body) was read as \(answer)")
        continue
      }
    }
  }

  private static func entries(_ count: Int) -> [ChronicleEntry] {
    (0..<count).map {
      ChronicleEntry(
        arrival: $0, completion: $0, asked: 1, answered: 2, method: "eth_chainId",
        subject: .other(CanonicalDigest(rawValue: 0)))
    }
  }
}
