public import EngineHTTP
public import LighthouseCompatibility

/// A gateway's state at one moment, as health and metrics tell it.
public struct GatewayState: Sendable {
  /// One side as it stands.
  public struct SideState: Sendable, Hashable {
    public var name: String
    public var isUp: Bool
    public var laneDepth: Int
  }

  public var mode: String
  public var sides: [SideState]
  public var metrics: CompatMetrics.Snapshot
  public var http: EngineServerCounts
  public var isDraining: Bool
}
