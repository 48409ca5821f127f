import Chronicle
import EngineRPC
import EngineTypes
import Foundation
import TestKit
import Testing

@Suite struct `The log of the engine for tests` {
  /// What `Tests/EELS/faults.py` logs of the recorded requests and answers.
  private static let fixture = Fixture("chronicle/eels-log.json.gz")

  @Test func `outlines requests and answers as this module does`() throws {
    let read = try ChronicleLog(eelsLog: Array(Self.fixture.data()))
    let own = try Self.ownLog()
    #expect(read.lost == 0)
    #expect(read.entries.count == own.entries.count)
    #expect(read.entries.count > 250)
    for (theirs, ours) in zip(read.entries, own.entries) {
      #expect(theirs.arrival == ours.arrival)
      #expect(theirs.completion == ours.completion)
      #expect(theirs.method == ours.method)
      #expect(theirs.subject == ours.subject, "entry \(ours.arrival) \(ours.method)")
      #expect(theirs.answer == ours.answer, "entry \(ours.arrival) \(ours.method)")
    }
  }

  @Test func `reads the file as it reads the answer, whatever it is cut off at`() throws {
    let whole = try ChronicleLog(eelsLog: Array(Self.fixture.data()))
    let entries = try #require(JSONValue(parsing: Self.fixture.data()).arrayValue)
    let lines = entries.prefix(3).map { $0.text + "\n" }.joined()
    #expect(try ChronicleLog(eelsLog: Array(lines.utf8)).entries == Array(whole.entries.prefix(3)))
    let last = lines.utf8.count - entries[2].utf8.count - 1
    for cut in 1...entries[2].utf8.count {
      let log = try ChronicleLog(eelsLog: Array(lines.utf8.prefix(last + cut)))
      let isWhole = cut == entries[2].utf8.count
      #expect(log.entries.count == (isWhole ? 3 : 2), "cut at \(cut)")
    }
  }

  @Test func `puts an entry's answer to its beginning, and starts one behind the other`() throws {
    let lines = [
      Self.entry(start: 5, number: 0, asked: 10, answered: nil),
      Self.entry(start: 5, number: 1, asked: 20, answered: nil),
      Self.entry(start: 5, number: 1, asked: 20, answered: 30),
      Self.entry(start: 50, number: 0, asked: 60, answered: nil),
      Self.entry(start: 5, number: 0, asked: 10, answered: 40),
      Self.entry(start: 50, number: 0, asked: 60, answered: 70),
    ]
    let log = try ChronicleLog(eelsLog: Array(lines.joined(separator: "\n").utf8))
    #expect(log.entries.map(\.arrival) == [0, 1, 2])
    #expect(log.entries.map(\.asked) == [10, 20, 60])
    #expect(log.entries.map(\.answered) == [40, 30, 70])
    #expect(log.entries.map(\.completion) == [1, 0, 2])
    #expect(log.lost == 0)
  }

  @Test func `tells when its beginning is gone`() throws {
    let line = Self.entry(start: 5, number: 7, asked: 10, answered: 20)
    #expect(try ChronicleLog(eelsLog: Array("[\(line)]".utf8)).lost == 7)
  }

  @Test(arguments: ["", " \n", "[]"])
  func `may be empty`(text: String) throws {
    #expect(try ChronicleLog(eelsLog: Array(text.utf8)).entries == [])
  }

  @Test(arguments: [
    "[", "[1,", "[{}]", "[1]", "{}\n", "nonsense\n", "[{\"start\":1,\"n\":-1}]",
    "[{\"start\":1,\"n\":99999999999999999999}]",
    #"[{"start":1,"n":0,"asked":1,"answered":2,"method":"m","subject":{},"answer":null}]"#,
    #"[{"start":1,"n":0,"asked":1.5,"answered":2,"method":"m","subject":{"params":"0123456789abcdef"}}]"#,
    #"[{"start":1,"n":0,"asked":1,"answered":2,"subject":{"blockHash":"0x12"}}]"#,
    #"[{"start":1,"n":0,"asked":1,"answered":2,"subject":{"params":"0123456789abcdeg"}}]"#,
  ])
  func `is refused where it is none`(text: String) throws {
    #expect(throws: ChronicleError.self) { try ChronicleLog(eelsLog: Array(text.utf8)) }
  }

  private static func entry(start: Int, number: Int, asked: Int, answered: Int?) -> String {
    let answer = answered == nil ? "null" : #"{"digest":"0123456789abcdef"}"#
    return #"{"method":"eth_chainId","start":\#(start),"n":\#(number),"asked":\#(asked),"#
      + #""answered":\#(answered.map { "\($0)" } ?? "null"),"#
      + #""subject":{"params":"0123456789abcdef"},"answer":\#(answer)}"#
  }

  /// The same requests and answers in this module's own log.
  private static func ownLog() throws -> ChronicleLog {
    let log = CallerLog(LiveLog(now: StepClock().now))
    for name in ["shanghai", "cancun-transition", "errors"] {
      for line in try Fixture("recordings/geth-1.14.10-\(name).jsonl.gz").lines() {
        let exchange = try JSONValue(parsing: line)
        let label = exchange["label"]?.stringValue ?? ""
        guard let request = exchange["request"], request.objectValue != nil,
          let response = exchange["response"], response.objectValue != nil,
          !label.hasPrefix("http: "), !label.hasPrefix("auth: ")
        else { continue }
        let method = request["method"]?.stringValue ?? ""
        let token = log.began(method: method, params: request["params"]?.arrayValue ?? [])
        log.ended(token, response: response)
      }
    }
    return log.log
  }
}
