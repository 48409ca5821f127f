import EngineRPC
import Foundation
import Recordings

/// Of each line that is not blank an exchange or a skipped one comes, or the first line is told that
/// Foundation does not read.
let recordingTarget: FuzzTarget = { input in
  let lines = input.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  let filled = lines.indices.filter { !lines[$0].allSatisfy(isBlank) }
  do throws(RecordingError) {
    let recording = try Recording(lines: Data(input), source: "fuzz")
    expect(recording.exchanges.count + recording.skipped == filled.count, "an exchange is lost")
    for exchange in recording.exchanges { check(exchange) }
    checkOrder(recording, filled.map { RecordedLine(lines[$0], position: $0 + 1) })
  } catch {
    switch error {
    case .malformed(_, let line, _):
      expect(!RecordedLine(lines[line - 1], position: line).isObject, "\(error)")
      for index in filled where index + 1 < line {
        expect(!RecordedLine(lines[index], position: index + 1).isNone, "line \(index + 1) is read")
      }
    case .empty: break
    case .unreadable: fatalError("\(error)")
    }
  }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }

private func check(_ exchange: RecordedExchange) {
  let request = try? JSONValue(parsing: exchange.request.bytes)
  let response = try? JSONValue(parsing: exchange.response.bytes)
  expect(request?["method"] == .string(exchange.method), "the request is another one")
  expect(request?["params"] == .array(exchange.params) || exchange.params.isEmpty, "its params")
  expect(response?["result"] != nil || response?["error"] != nil, "there is no answer")
}

/// The exchanges have the numbers and the answers of their lines, in the lines' order.
private func checkOrder(_ recording: Recording, _ lines: [RecordedLine]) {
  guard lines.allSatisfy({ !$0.isSilent }) else { return }
  expect(lines.allSatisfy(\.isObject), "a line is read that is no object")
  var rest = lines[...]
  for exchange in recording.exchanges {
    guard let answer = try? JSONValue(parsing: exchange.response.bytes) else {
      fatalError("the answer of \(exchange.number) is no JSON")
    }
    let ours = planted(answer, inLowerCase)
    // A line of the same number may be one that was skipped.
    let place = rest.firstIndex { line in
      line.number == exchange.number && line.response.map { ours.isSame(as: $0) } ?? false
    }
    guard let place else { fatalError("no line has the number and the answer of \(ours.text)") }
    rest = rest[(place + 1)...]
  }
}

/// As a reader would that brings DATA into its usual form.
private func inLowerCase(_ value: JSONValue) -> JSONValue {
  switch value {
  case .string(let text) where text.hasPrefix("0x"): .string(text.lowercased())
  case .array(let elements): .array(elements.map(inLowerCase))
  case .object(let object):
    .object(JSONObject(object.members.map { .init(name: $0.name, value: inLowerCase($0.value)) }))
  case .null, .bool, .number, .string: value
  }
}
