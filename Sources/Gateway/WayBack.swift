import LighthouseCompatibility

/// Whether the authority can be given back to v4 at this moment (S8).
public struct WayBack: Sendable, Hashable {
  public let isOpen: Bool
  public let reason: String

  public init(_ state: GatewayState) {
    let status = state.status
    guard status.mode.home == .v5 || status.authority == .v5 else {
      let isDown = status.sides.contains { $0.side == .v4 && $0.isOffline }
      (isOpen, reason) = (
        true,
        isDown
          ? "v4 is the authority already, but its engine does not answer" : "v4 answers already"
      )
      return
    }
    guard let v4 = status.sides.first(where: { $0.side == .v4 }) else {
      (isOpen, reason) = (false, "v4 is not configured")
      return
    }
    let v5IsFit = status.sides.contains { $0.side == .v5 && !$0.isOffline && $0.behind == nil }
    let unspoken = state.metrics.refusals.v4.values.reduce(0, +)
    if status.topology == .shared {
      (isOpen, reason) = (true, "one engine serves both dialects")
    } else if let difference = v4.wrongChain {
      (isOpen, reason) = (false, "v4's engine is on another chain (\(difference))")
    } else if v4.isOffline {
      (isOpen, reason) = (false, "v4's engine does not answer")
    } else if let behind = v4.behind, v5IsFit {
      (isOpen, reason) = (false, "v4's engine is behind: \(behind)")
    } else if unspoken > 0 {
      (isOpen, reason) = (
        false, "v4's dialect has no words for \(unspoken) operations of this chain"
      )
    } else {
      let waiting = v4.laneWaiting + v4.laneInFlight
      (isOpen, reason) = (true, "v4 is up and level, \(waiting) operations on their way to it")
    }
  }
}
