import ChainKit
import FaultProxy
import Glibc

/// Brings a scenario's fault about, and ends it.
struct Injection: Sendable {
  let scenario: Scenario
  let engines: [EngineHost]
  let proxies: [WireProxy]
  let clock: ClockFile
  let gateway: GatewayProcess?

  /// Of a run with a gateway.
  init(_ scenario: Scenario, _ world: ChaosWorld) {
    self.scenario = scenario
    let sides = scenario.target.sides
    engines = sides.compactMap { world.engines[$0] }
    proxies = (scenario.target == .caller ? ["caller"] : sides).compactMap { world.proxies[$0] }
    (clock, gateway) = (world.clock, world.gateway)
  }

  /// Of a control run: the caller's way leads straight to v4's engine.
  init(_ scenario: Scenario, engine: EngineHost, proxy: WireProxy, clock: ClockFile) {
    self.scenario = scenario
    (engines, proxies, self.clock, gateway) = ([engine], [proxy], clock, nil)
  }

  /// What brings it about at a call of a slot.
  ///
  /// Where a control run has to meet the same, it is in force before the call is sent; in the middle
  /// of a call it may come in front of the answer or behind it.
  func interruption(noting moment: Moment? = nil) -> SlotInterruption {
    let settles: @Sendable () async -> Void = { [proxies] in
      for proxy in proxies { _ = try? await proxy.hits() }
    }
    return SlotInterruption(
      attempt: scenario.call, settles: scenario.target.hitsControl ? settles : nil
    ) {
      moment?.note()
      begin()
    }
  }

  /// Begins without waiting for anything.
  func begin() {
    switch scenario.fault {
    case .kill: for engine in engines { engine.engine.signalKill() }
    case .hang: for engine in engines { engine.engine.stop() }
    case .gatewayKill: gateway?.end(with: SIGKILL)
    case .gatewayRestart: gateway?.end(with: SIGTERM)
    case .clockStep: clock.step(milliseconds: scenario.clockStep)
    case .fullDisk: gateway?.fillDisk(true)
    case .blackHole, .halfOpen, .reset, .delay, .rateLimit, .truncate, .garbage, .wrongID,
      .duplicate, .flood, .slowLoris, .status401, .status403, .status500, .contentType, .gzip:
      for proxy in proxies { proxy.setSoon(scenario.rules) }
    }
  }

  /// Ends it, and waits until everything is there again.
  func heal() async throws {
    switch scenario.fault {
    case .kill: for engine in engines { try await engine.replace() }
    case .hang: for engine in engines { engine.engine.resume() }
    case .clockStep: clock.step(milliseconds: 0)
    case .fullDisk: gateway?.fillDisk(false)
    case .gatewayKill, .gatewayRestart: break
    case .blackHole, .halfOpen, .reset, .delay, .rateLimit, .truncate, .garbage, .wrongID,
      .duplicate, .flood, .slowLoris, .status401, .status403, .status500, .contentType, .gzip:
      for proxy in proxies { try await proxy.heal() }
    }
  }

  /// How often the wire was at fault; nil where it is another fault.
  func hits() async throws -> Int? {
    guard !scenario.rules.isEmpty else { return nil }
    var hits = 0
    for proxy in proxies { hits += try await proxy.hits() }
    return hits
  }
}
