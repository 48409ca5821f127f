public import Logging

/// Calls the plan's hooks, one after the other, each within its time-out.
///
/// A command has the step as JSON on its standard input, an environment of PATH and HOME only, a
/// process group of its own and no shell; what it leaves running in that group when it ends is
/// killed. A URL is sent a POST with the same JSON.
public struct HookRunner: Sendable {
  private let logger: Logger

  public init(logger: Logger) {
    self.logger = logger
  }

  /// Asks the hooks that may veto an advance; the first objection ends it.
  ///
  /// Exit code 0 and a status of 200 … 299 are no objection. Everything else is one: another exit
  /// code, a signal, the time-out, a program or host that is not there, a cancelled task.
  public func ask(
    _ pending: PendingAdvance, hooks: [PlannedHook], attempt: Int, migration: String
  ) async -> HookVerdict {
    let step = HookStep(pending, attempt: attempt, migration: migration)
    if let missing = pending.hooks.first(where: { name in !hooks.contains { $0.name == name } }) {
      return .vetoed(hook: missing, reason: "the plan has no hook of this name")
    }
    for hook in hooks {
      do throws(CallFailure) {
        try await call(hook, step)
      } catch {
        return .vetoed(hook: hook.name, reason: error.description)
      }
    }
    return .passed
  }

  /// Runs hooks whose answers change nothing; failures are logged.
  public func run(_ hooks: [PlannedHook], step: HookStep) async {
    for hook in hooks {
      do throws(CallFailure) {
        try await call(hook, step)
      } catch {
        if error == .cancelled { return }
      }
    }
  }

  private func call(_ hook: PlannedHook, _ step: HookStep) async throws(CallFailure) {
    let metadata: Logger.Metadata = [
      "hook": "\(hook.name)", "moment": "\(step.moment.rawValue)", "stage": "\(step.stage)",
      "migration": "\(step.migration)",
    ]
    do throws(CallFailure) {
      let call = try OutgoingCall(command: hook.command, url: hook.url)
      let output = try await call.perform(
        OutgoingCall.body(step), timeout: hook.timeout)
      logger.info("the hook passed", metadata: metadata)
      if let output { logger.debug("the hook says: \(output)", metadata: metadata) }
    } catch {
      logger.warning("the hook failed: \(error)", metadata: metadata)
      throw error
    }
  }
}
