import Foundation

/// The step that a hook is told of, as JSON.
public struct HookStep: Hashable, Sendable {
  public static let schemaVersion = 1

  public var moment: PlannedHook.Moment
  public var migration: String
  public var attempt: Int
  public var stage: String
  /// The router's name of the mode that the step leads to; nil where it is not known.
  public var mode: PlannedMode?
  public var from: MigrationState?
  public var to: MigrationState?

  public init(
    _ moment: PlannedHook.Moment, migration: String, attempt: Int, stage: String,
    mode: PlannedMode? = nil, from: MigrationState? = nil, to: MigrationState? = nil
  ) {
    self.moment = moment
    self.migration = migration
    self.attempt = attempt
    self.stage = stage
    self.mode = mode
    self.from = from
    self.to = to
  }

  init(_ pending: PendingAdvance, attempt: Int, migration: String) {
    self.init(
      .beforeAdvance, migration: migration, attempt: attempt, stage: pending.stage,
      // An advance leads to no rollback, so that the destination of one is of no consequence.
      mode: pending.to.mode(.v4Only), from: pending.from, to: pending.to)
  }
}

extension HookStep: Encodable {
  private enum Key: String, CodingKey {
    case schemaVersion, migration, attempt, from, to, stage, mode, moment
  }

  /// Writes every key; what is not known is null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.schemaVersion, forKey: .schemaVersion)
    try container.encode(migration, forKey: .migration)
    try container.encode(attempt, forKey: .attempt)
    try container.encode(from?.description, forKey: .from)
    try container.encode(to?.description, forKey: .to)
    try container.encode(stage, forKey: .stage)
    try container.encode(mode, forKey: .mode)
    try container.encode(moment, forKey: .moment)
  }
}
