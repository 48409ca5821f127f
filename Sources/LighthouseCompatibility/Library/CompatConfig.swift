public import EngineHTTP
public import EngineRPC

/// One side's engine and how it is spoken to.
public struct SideConfig: Sendable {
  public var endpoint: UpstreamEndpoint
  public var secret: JWTSecret
  /// Multiplies Lighthouse's time-outs; Alys uses 3.
  public var timeoutMultiplier: Double

  public init(endpoint: UpstreamEndpoint, secret: JWTSecret, timeoutMultiplier: Double = 1) {
    self.endpoint = endpoint
    self.secret = secret
    self.timeoutMultiplier = timeoutMultiplier
  }
}

/// What the compatibility layer is made of.
public struct CompatConfig: Sendable {
  /// Nil where v4 is not enabled.
  public var v4: SideConfig?
  /// Nil where v5 is not enabled.
  public var v5: SideConfig?
  public var mode: MigrationMode
  public var methods: MethodPolicy
  public var laneLimits: Lane.Limits
  public var routing: RoutingPolicy
  /// Whether the sides share an engine; nil where the URLs and a probe are to tell.
  public var topology: Topology?
  /// Whether engines are asked which chain they are on, and one that is behind is brought level.
  public var examinesEngines: Bool
  /// The A/B tests that run on the traffic; nil where none do.
  public var experiment: TrafficExperiment?
  /// Who hears of every exchange, compared or not; nil where nobody does.
  public var observer: (any ExchangeObserver)?
  /// The claim `id` of the tokens minted for engines.
  public var clientID: String

  public init(
    v4: SideConfig?, v5: SideConfig?, mode: MigrationMode,
    methods: MethodPolicy = .standard, laneLimits: Lane.Limits = Lane.Limits(),
    routing: RoutingPolicy = RoutingPolicy(), topology: Topology? = nil,
    examinesEngines: Bool = true, experiment: TrafficExperiment? = nil,
    clientID: String = "lighthouse-compat"
  ) {
    self.v4 = v4
    self.v5 = v5
    self.mode = mode
    self.methods = methods
    self.laneLimits = laneLimits
    self.routing = routing
    self.topology = topology
    self.examinesEngines = examinesEngines
    self.experiment = experiment
    self.clientID = clientID
  }

  public subscript(side: Side) -> SideConfig? {
    switch side {
    case .v4: v4
    case .v5: v5
    }
  }

  /// The topology as far as it can be told without asking: as told, or by the same URL.
  public var effectiveTopology: Topology {
    if let topology { return topology }
    guard let v4, let v5 else { return .separate }
    return v4.endpoint == v5.endpoint ? .shared : .separate
  }

  /// The sides that are enabled.
  public var configured: Set<Side> { Set(Side.allCases.filter { self[$0] != nil }) }
}
