import Foundation
import Records

/// Records for tests, each told apart by a number.
enum Samples {
  static func moment(_ number: Int) -> Moment {
    Moment(wallMilliseconds: 1_700_000_000_000 + Int64(number), uptimeMilliseconds: Int64(number))
  }

  static func migration(_ number: Int = 1, name: String = "engine-v5") -> MigrationRecord {
    MigrationRecord(
      name: name, attempt: number, state: "canary", stage: "canary 5 %", mode: "canary",
      share: 500, stageElapsedMilliseconds: Int64(number) * 1_000, isPaused: number % 2 == 0,
      holds: [
        HoldRecord(reason: "latency-p99", sinceMilliseconds: 7, document: "{\"value\":512}")
      ],
      lockOut: LockOutRecord(untilMilliseconds: 9, lengthMilliseconds: 5, rollbacks: 2),
      moment: moment(number), plan: "{\"stages\":[]}", document: "{\"percentage\":5}")
  }

  static func transition(_ number: Int = 1, migration: String = "engine-v5") -> TransitionRecord {
    TransitionRecord(
      migration: migration, attempt: number, event: "advance", from: "testing", to: "canary",
      reason: "all gates pass", moment: moment(number), document: "{\"gates\":[1,2]}")
  }

  static func window(_ number: Int = 1) -> WindowRecord {
    WindowRecord(
      migration: "engine-v5", attempt: number, stage: "canary", moment: moment(number),
      document: "{\"n5\":\(number)}")
  }

  static func verdict(_ number: Int = 1) -> VerdictRecord {
    VerdictRecord(
      migration: "engine-v5", attempt: number, window: Int64(number), verdict: "inconclusive",
      action: "hold", moment: moment(number), document: "{\"W\":1.5}")
  }

  static func mismatch(_ number: Int = 1, isCritical: Bool = false) -> MismatchRecord {
    MismatchRecord(
      migration: "", attempt: number, method: "newPayload",
      classification: isCritical ? "divergence" : "mismatch", isCritical: isCritical,
      request: SampleBody(Data("request \(number)".utf8)), v4: SampleBody(Data([0xff, 0x00])),
      v5: .empty, moment: moment(number), document: "{\"paths\":[\"/status\"]}")
  }

  static func drill(_ number: Int = 1) -> DrillRecord {
    DrillRecord(
      migration: "engine-v5", attempt: number, form: "live", outcome: "passed",
      durationMilliseconds: 812, moment: moment(number), document: "{\"switch\":1}")
  }

  static func experiment(_ number: Int = 1, name: String = "test") -> ExperimentRecord {
    ExperimentRecord(
      name: name, phase: "running", startMilliseconds: 5,
      endMilliseconds: number % 2 == 0 ? 9 : nil, moment: moment(number))
  }

  static func note(_ number: Int = 1) -> AuditNote {
    AuditNote(
      migration: "engine-v5", who: "ana@ops", what: "approve", why: "gate \(number)",
      evidence: "{\"W\":\(number)}", wallMilliseconds: Int64(number))
  }

  static func change(_ number: Int) -> StoredChange {
    StoredChange(
      migration: migration(number), transition: transition(number), drill: drill(number),
      audit: [note(number), note(number + 1)])
  }
}
