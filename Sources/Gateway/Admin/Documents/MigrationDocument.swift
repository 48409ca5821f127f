import EngineRPC
import Evidence
import Foundation
import Migration
import Records

/// A migration as the admin interface tells it: the report's own members, and lines for people.
enum MigrationDocument {
  static func json(_ report: MigrationReport) -> JSONValue {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    guard let data = try? encoder.encode(report),
      let value = try? JSONValue(parsing: [UInt8](data)), var object = value.objectValue
    else { return .null }
    object["schemaVersion"] = .number("1")
    object["stateText"] = .string("\(report.state)")
    object["holdTexts"] = .array(report.holds.map { .string("\($0)") })
    object["readings"] = .array(
      (report.judgement?.readings ?? []).map {
        [
          "detector": .string($0.detector.rawValue), "verdict": .string($0.verdict.rawValue),
          "action": .text($0.action?.rawValue), "text": .string($0.description),
        ]
      })
    object["text"] = .array(MigrationText.lines(report).map { .string($0) })
    return .object(object)
  }

  /// What status shows of it.
  static func outline(_ report: MigrationReport) -> JSONValue {
    [
      "name": .string(report.name), "attempt": .whole(report.attempt),
      "kind": .string(report.kind.rawValue), "state": .string("\(report.state)"),
      "waitsForPerson": .bool(report.isWaitingForPerson),
      "step": .whole(report.step), "steps": .whole(report.steps),
      "stepElapsedSeconds": .whole(report.stepElapsed.milliseconds / 1_000),
      "minimumSeconds": .whole(report.minimumTime.milliseconds / 1_000),
      "text": .array(MigrationText.lines(report).map { .string($0) }),
    ]
  }

  static let outlineSchema = Schema.object([
    "name": Schema.text, "attempt": Schema.integer, "kind": Schema.text, "state": Schema.text,
    "waitsForPerson": Schema.flag, "step": Schema.integer, "steps": Schema.integer,
    "stepElapsedSeconds": Schema.integer, "minimumSeconds": Schema.integer,
    "text": Schema.list(Schema.text),
  ])

  static let schema: JSONValue = ["type": "object"]

  static func transition(_ numbered: Numbered<TransitionRecord>) -> JSONValue {
    let record = numbered.record
    return [
      "number": .whole(numbered.number), "migration": .string(record.migration),
      "attempt": .whole(record.attempt), "event": .string(record.event),
      "from": .string(record.from), "to": .string(record.to), "reason": .string(record.reason),
      "wallMilliseconds": .whole(record.moment.wallMilliseconds),
    ]
  }

  static let transitionSchema = Schema.object([
    "number": Schema.integer, "migration": Schema.text, "attempt": Schema.integer,
    "event": Schema.text, "from": Schema.text, "to": Schema.text, "reason": Schema.text,
    "wallMilliseconds": Schema.integer,
  ])
}
