import NIOCore
import LighthouseCompatibility
import Migration

/// The gateway's route, as a migration moves it: each question one hop to the driver's event loop.
struct GatewayRoute: RouteControl {
  let control: GatewayControl

  func enter(_ mode: PlannedMode, isTowardV5: Bool) async throws(RouteRefusal) {
    guard let mode = MigrationMode(name: mode.description) else {
      throw RouteRefusal("there is no mode \(mode)")
    }
    do {
      // What the router refuses now is tried again at the controller's next tick.
      try await control.change(to: mode, patience: .zero).get()
    } catch {
      throw RouteRefusal("\(error)")
    }
  }

  func beginAttempt(_ attempt: Int, of migration: String) async {
    try? await control.ask { driver in
      driver.routingPolicy.migration = migration
      driver.routingPolicy.attempt = attempt
    }.get()
  }

  func unfreeze() async {
    try? await control.ask { $0.unfreeze() }.get()
  }

  func condition() async -> RouteCondition {
    guard let state = try? await control.state().get() else {
      return RouteCondition(mode: "?", v4: .init(unfit: "the gateway is shutting down"))
    }
    let status = state.status
    let unspoken = state.metrics.refusals.v4.values.reduce(0, +)
    return RouteCondition(
      mode: status.mode.description, v4: side(.v4, status), v5: side(.v5, status),
      freeze: status.freeze,
      pastHorizon: unspoken > 0 && status.authority == .v5
        ? "v4's dialect has no words for \(unspoken) operations of this chain" : nil,
      isShared: status.topology == .shared)
  }

  private func side(_ side: Side, _ status: CompatStatus) -> RouteCondition.SideCondition {
    guard let found = status.sides.first(where: { $0.side == side }) else {
      return .init(unfit: "it is not configured")
    }
    let waiting = found.laneWaiting + found.laneInFlight
    if let difference = found.wrongChain { return .init(unfit: difference, waiting: waiting) }
    if found.isOffline { return .init(unfit: "its engine does not answer", waiting: waiting) }
    // A side that the mode does not ask is not expected to be level.
    let isAsked = side == status.authority || side == status.follower
    if isAsked, let behind = found.behind {
      return .init(unfit: "its engine is behind: \(behind)", waiting: waiting)
    }
    return .init(waiting: waiting)
  }
}
