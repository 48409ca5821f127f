import EngineRPC
import Foundation
import Recordings
import TestKit
import Testing

@Suite struct `Recordings read from files` {
  private let good = RecordingLines.line("eth_chainId", "[]", result: "\"0x1\"")

  @Test(arguments: [
    ("recordings/geth-1.14.10-shanghai.jsonl.gz", 85),
    ("recordings/geth-1.14.10-cancun-transition.jsonl.gz", 51),
  ])
  func `hold every call that got an answer`(fixture: String, count: Int) throws {
    let recording = try Recording(file: Fixture(fixture).url.path)
    #expect(recording.exchanges.count == count)
    #expect(recording.skipped == 0)
    #expect(recording.exchanges.map(\.number) == Array(1...count))
  }

  @Test func `leave out what cannot be replayed, and count it`() throws {
    let recording = try Recording(
      file: Fixture("recordings/geth-1.14.10-errors.jsonl.gz").url.path)
    #expect(recording.skipped > 0)
    #expect(recording.exchanges.count + recording.skipped == 183)
  }

  @Test(arguments: [
    #"{"request":{"id":1,"method":"m"},"response":null}"#,
    #"{"request":{"id":1,"method":"m"},"response":{"id":1}}"#,
    #"{"request":{"method":"m"},"response":{"result":1}}"#,
    #"{"request":{"id":1,"params":[]},"response":{"result":1}}"#,
    #"{"request":{"id":1,"method":"m","params":{}},"response":{"result":1}}"#,
    #"{"http":{"status":401},"request":{"id":1,"method":"m"},"response":{"result":1}}"#,
    "{}",
  ])
  func `skip a line that is no call with an answer`(line: String) throws {
    let recording = try RecordingLines.recording(line, good)
    #expect(recording.skipped == 1 && recording.exchanges.count == 1)
    #expect(recording.exchanges[0].number == 2)
  }

  @Test(arguments: ["[1]", "7", "{", "nonsense", "{}{}", #"{"a":1,}"#])
  func `name the line that is no JSON object`(line: String) throws {
    let error = #expect(throws: RecordingError.self) {
      _ = try RecordingLines.recording(good, line, good)
    }
    guard case .malformed("test", line: 2, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.hasPrefix("test, line 2: ") == true)
  }

  @Test(arguments: ["", "\n\n", "{}"])
  func `are refused when they hold nothing`(text: String) {
    let error = #expect(throws: RecordingError.self) {
      _ = try Recording(lines: Data(text.utf8), source: "test")
    }
    guard case .empty("test") = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(error?.description.contains("test") == true)
  }

  @Test(arguments: ["absent.jsonl", "absent.jsonl.gz"])
  func `name the file that cannot be read`(name: String) {
    let path = Fixture(name).url.path
    let error = #expect(throws: RecordingError.self) { _ = try Recording(file: path) }
    #expect(error?.description.contains(name) == true)
  }

  @Test func `refuse a file that is not compressed although its name says so`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let packed = folder.appending(path: "a.jsonl.gz")
    try Data(good.utf8).write(to: packed)
    let error = #expect(throws: RecordingError.self) { _ = try Recording(file: packed.path) }
    guard case .unreadable = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    let plain = folder.appending(path: "a.jsonl")
    try Data((good + "\n").utf8).write(to: plain)
    #expect(try Recording(file: plain.path).exchanges.count == 1)
  }
}
