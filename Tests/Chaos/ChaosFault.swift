import ArgumentParser

/// What goes wrong in a run.
enum ChaosFault: String, CaseIterable, Sendable, ExpressibleByArgument {
  case blackHole = "black-hole"
  case halfOpen = "half-open"
  case reset
  /// An engine is killed and comes back with nothing but its genesis.
  case kill
  /// An engine stands still and goes on.
  case hang
  case gatewayKill = "gateway-kill"
  case gatewayRestart = "gateway-restart"
  case clockStep = "clock-step"
  case fullDisk = "full-disk"
  case delay
  case rateLimit = "rate-limit"
  case truncate
  case garbage
  case wrongID = "wrong-id"
  case duplicate
  case flood
  case slowLoris = "slow-loris"
  case status401 = "401"
  case status403 = "403"
  case status500 = "500"
  case contentType = "content-type"
  case gzip

  /// What it may hit.
  var targets: [ChaosTarget] {
    switch self {
    case .blackHole, .halfOpen, .reset: [.v5, .v4, .both, .caller]
    case .delay, .truncate, .slowLoris: [.v5, .v4, .caller]
    case .clockStep: [.gateway, .caller]
    case .gatewayKill, .gatewayRestart, .fullDisk: [.gateway]
    case .kill, .hang, .rateLimit, .garbage, .wrongID, .duplicate, .flood, .status401, .status403,
      .status500, .contentType, .gzip:
      [.v5, .v4]
    }
  }
}

/// What a fault hits.
enum ChaosTarget: String, CaseIterable, Sendable, ExpressibleByArgument {
  case v5
  case v4
  case both
  /// The way between caller and gateway; of the clock, that of the machine on which both run.
  case caller
  case gateway

  /// The sides that it hits.
  var sides: [String] {
    switch self {
    case .v5: ["v5"]
    case .v4: ["v4"]
    case .both: ["v4", "v5"]
    case .caller, .gateway: []
    }
  }

  /// Whether a node without a gateway would be hit too: it has v4's engine alone.
  var hitsControl: Bool {
    switch self {
    case .v4, .both, .caller: true
    case .v5, .gateway: false
    }
  }
}

/// Where the migration stands when it goes wrong.
enum ChaosStage: String, CaseIterable, Sendable, ExpressibleByArgument {
  case testing
  case canary5 = "canary-5"
  case canary10 = "canary-10"
  case gradual
  case complete
  case rolledBack = "rolled-back"
}
