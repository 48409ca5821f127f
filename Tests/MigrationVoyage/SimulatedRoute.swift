import Synchronization

import Migration

/// A route that does what it is told, and notes it.
final class SimulatedRoute: RouteControl {
  private struct State {
    var condition = RouteCondition(mode: "parallel")
    var entered: [String] = []
    var attempts: [Int] = []
    var refusal: String?
  }

  private let state = Mutex(State())

  var mode: String { state.withLock { $0.condition.mode } }
  var entered: [String] { state.withLock { $0.entered } }
  var attempts: [Int] { state.withLock { $0.attempts } }

  /// v5's share in basis points, as the mode has it.
  var share: Int {
    switch PlannedMode(name: mode) {
    case .canary(let share)?: share.basisPoints
    case .v5Primary?, .v5Only?: 10_000
    case .v4Only?, .parallel?, nil: 0
    }
  }

  var asksBoth: Bool { mode != "v4Only" && mode != "v5Only" }

  func change(_ body: (inout RouteCondition) -> Void) {
    state.withLock { body(&$0.condition) }
  }

  /// Refuses every step toward v5 with the reason; nil to obey again.
  func refuse(_ reason: String?) { state.withLock { $0.refusal = reason } }

  func enter(_ mode: PlannedMode, isTowardV5: Bool) async throws(RouteRefusal) {
    let refusal = state.withLock { state -> String? in
      if isTowardV5, let refusal = state.refusal { return refusal }
      state.condition.mode = mode.description
      state.entered.append(mode.description)
      return nil
    }
    if let refusal { throw RouteRefusal(refusal) }
  }

  func beginAttempt(_ attempt: Int, of migration: String) async {
    state.withLock { $0.attempts.append(attempt) }
  }

  func unfreeze() async { state.withLock { $0.condition.freeze = nil } }

  func condition() async -> RouteCondition { state.withLock { $0.condition } }
}
