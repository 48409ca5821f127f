public import EngineHTTP
public import LighthouseCompatibility
public import Migration

/// A gateway's state at one moment, as health, metrics and the admin interface tell it.
public struct GatewayState: Sendable {
  public var status: CompatStatus
  /// The last mismatches, newest last.
  public var mismatches: [Mismatch]
  public var metrics: CompatMetrics.Snapshot
  public var http: EngineServerCounts
  public var isDraining: Bool
  /// Nil where no migration runs beside the gateway.
  public var migration: MigrationReport?
  /// Seconds of the migration's time in one of the machine's; 1 but in a demonstration.
  public var migrationSpeed: Double
}
