import LighthouseCompatibility

/// How a gateway is, in one word, with the reasons in sentences.
public struct GatewayHealth: Sendable, Hashable {
  public enum Word: String, Sendable, Hashable, CaseIterable {
    case healthy
    /// It serves, but a side is not ready: nothing may move toward it.
    case hold
    /// It serves, and waits for a person's decision.
    case waiting
    /// Callers get errors: the engine that answers them does not.
    case failed
    case draining
  }

  public let word: Word
  public let reasons: [String]

  public init(_ state: GatewayState) {
    let status = state.status
    var failures: [String] = []
    var decisions: [String] = []
    var holds: [String] = []
    for side in status.sides {
      let name = side.side.rawValue
      let isAsked = side.side == status.authority || status.mode.sides.contains(side.side)
      if let difference = side.wrongChain {
        decisions.append("\(name)'s engine is on another chain (\(difference))")
      }
      if side.isOffline, side.side == status.authority {
        failures.append("\(name) answers the caller, and its engine does not answer")
      } else if side.isOffline, isAsked || status.policy.standby {
        holds.append("\(name)'s engine does not answer")
      } else if let reason = side.behind, isAsked || status.policy.standby {
        holds.append("\(name)'s engine is behind: \(reason)")
      }
    }
    if let freeze = status.freeze {
      decisions.append("v5 may not become the authority: \(freeze)")
    }
    reasons = failures + decisions + holds
    word =
      state.isDraining
      ? .draining
      : !failures.isEmpty
        ? .failed : !decisions.isEmpty ? .waiting : holds.isEmpty ? .healthy : .hold
  }
}
