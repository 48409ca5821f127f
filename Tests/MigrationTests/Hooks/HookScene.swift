import Logging

@testable import Migration

/// Hooks and the step that they are asked about.
enum HookScene {
  static func pending(_ hooks: [String] = []) -> PendingAdvance {
    PendingAdvance(
      token: 1, from: .canary(percentage: .percent(5)), to: .canary(percentage: .percent(10)),
      stage: "canary-10", hooks: hooks, promotion: nil, limit: .minutes(1))
  }

  static func shell(
    _ script: String, name: String = "shell", timeout: PlannedDuration = .minutes(1)
  ) -> PlannedHook {
    PlannedHook(
      name: name, when: .beforeAdvance, command: ["/bin/sh", "-c", script], timeout: timeout)
  }

  static func post(
    _ url: String, name: String = "post", timeout: PlannedDuration = .minutes(1)
  ) -> PlannedHook {
    PlannedHook(name: name, when: .beforeAdvance, url: url, timeout: timeout)
  }

  static func ask(_ hooks: PlannedHook...) async -> HookVerdict {
    await HookRunner(logger: RecordedLog().logger).ask(
      pending(), hooks: hooks, attempt: 3, migration: "engine-v5")
  }

  /// The reason of the veto; nil where there was none.
  static func reason(_ hook: PlannedHook) async -> String? {
    switch await ask(hook) {
    case .passed: nil
    case .vetoed(_, let reason): reason
    }
  }
}
