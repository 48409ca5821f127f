import Chronicle
import EngineHTTP
import EngineRPC
import TestKit
import Testing

/// A clean run over what geth answered once, with the recorder and the caller's log at work.
struct RecordedRun {
  /// Who answers, and how many engines there are.
  enum Kind: String, CaseIterable {
    case v4Answers, v5Answers, shared
  }

  private let clock = StepClock()
  private let caller: CallerLog
  private let logs: [String: LiveLog]
  private let engines: [String: RecordedEngine]
  private let recorders: [String: ChronicleRecorder]

  /// Plays a recording; v5's engine answers as v4's does, but says that it is another one.
  static func make(_ kind: Kind, _ recording: String = "geth-1.14.10-shanghai") throws -> Run {
    let run = RecordedRun(kind)
    for line in try Fixture("recordings/\(recording).jsonl.gz").lines() {
      let exchange = try JSONValue(parsing: line)
      let request = try #require(exchange["request"])
      try run.play(request, try #require(exchange["response"]), kind)
      if exchange["seq"] == 5 {
        let sent: JSONValue = ["method": "eth_sendRawTransaction", "params": ["0x02F8Aa"]]
        try run.play(sent, ["jsonrpc": "2.0", "id": 1, "result": "0xab"], kind)
      }
    }
    return run.finished(kind)
  }

  private init(_ kind: Kind) {
    let clock = clock
    caller = CallerLog(LiveLog(now: { clock.now() }))
    let names = kind == .shared ? ["geth"] : ["v4", "v5"]
    logs = Dictionary(uniqueKeysWithValues: names.map { ($0, LiveLog(now: { clock.now() })) })
    engines = Dictionary(
      uniqueKeysWithValues: names.map { ($0, RecordedEngine(isOther: $0 == "v5")) })
    recorders = engines.reduce(into: [:]) { [logs] recorders, engine in
      if let log = logs[engine.key] {
        recorders[engine.key] = ChronicleRecorder(engine.value, log: log)
      }
    }
  }

  private func play(_ request: JSONValue, _ response: JSONValue, _ kind: Kind) throws {
    let method = try #require(request["method"]?.stringValue)
    let params = request["params"]?.arrayValue ?? []
    let call = try #require(EngineCall(method: method, params: params))
    let token = caller.began(call)
    switch kind {
    case .v4Answers:
      caller.ended(token, ask("v4", call, response))
      _ = ask("v5", call, response)
    case .v5Answers:
      let answer = ask("v5", call, response)
      _ = ask("v4", call, response)
      caller.ended(token, answer)
    case .shared: caller.ended(token, ask("geth", call, response))
    }
  }

  private func ask(_ name: String, _ call: EngineCall, _ response: JSONValue) -> MessageBody {
    var answer = MessageBody()
    engines[name]?.next = response
    recorders[name]?.respond(to: call) { answer = $0 }
    return answer
  }

  private func finished(_ kind: Kind) -> Run {
    var parties = logs.mapValues { $0.log.entries }
    parties[Run.caller] = caller.log.entries
    let topology: ChronicleExpectations.Topology =
      kind == .shared ? .shared("geth") : .separate(v4: "v4", v5: "v5")
    return Run(parties: parties, expectations: ChronicleExpectations(topology: topology))
  }
}
