import Foundation
import Records

/// A machine's standing and plan as the store keeps them.
enum StandingDocument {
  static func record(
    _ machine: MigrationMachine, at moment: Moment
  ) -> MigrationRecord {
    let standing = machine.standing
    let lockOut = standing.lockOut
    return MigrationRecord(
      name: standing.name, attempt: standing.attempt, state: standing.kind.rawValue,
      stage: machine.stage.name, mode: machine.mode.description,
      share: machine.mode.share.basisPoints,
      stageElapsedMilliseconds: Int64(standing.stageElapsed.milliseconds),
      isPaused: standing.pause != nil,
      holds: standing.holds.map {
        HoldRecord(reason: $0.reason.description, sinceMilliseconds: $0.since, document: text($0))
      },
      lockOut: lockOut.isActive
        ? LockOutRecord(
          untilMilliseconds: moment.wallMilliseconds + Int64(lockOut.remaining.milliseconds),
          lengthMilliseconds: Int64(lockOut.length.milliseconds), rollbacks: lockOut.rollbacks)
        : nil,
      moment: moment, plan: text(machine.plan), document: text(standing))
  }

  static func standing(of record: MigrationRecord) throws(MigrationError) -> MigrationStanding {
    do {
      return try JSONDecoder().decode(
        MigrationStanding.self, from: Data(record.document.utf8))
    } catch {
      throw .standingDoesNotFit("\(error)")
    }
  }

  static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Doubles of evidence may be infinite; they are words then.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }
}

extension StandingDocument {
  static func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try decoder.decode(type, from: Data(text.utf8))
  }
}
