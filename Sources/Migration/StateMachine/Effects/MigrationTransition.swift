/// What happened to a migration: what is persisted with its standing.
public struct MigrationTransition: Codable, Hashable, Sendable {
  public var attempt: Int
  public var event: MigrationEventKind
  public var from: MigrationState
  public var to: MigrationState
  public var stage: String
  public var mode: PlannedMode
  public var reason: String
  /// Who did it; nil for what the controller did by itself.
  public var who: String?
  /// Milliseconds since 1970.
  public var at: Int64
}
