/// Takes in the hooks that a controller wants called, and calls them beside it.
///
/// A request that finds the desk full is left out: a step that waits for it is held by its own
/// time-out, as if the hook had not answered.
public final class HookDesk: Sendable {
  private static let limit = 64

  private let runner: HookRunner
  private let requests: AsyncStream<HookRequest>
  private let inbox: AsyncStream<HookRequest>.Continuation

  public init(_ runner: HookRunner) {
    self.runner = runner
    (requests, inbox) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.limit))
  }

  /// Takes in a request and returns at once.
  public func take(_ request: HookRequest) { inbox.yield(request) }

  /// Calls hooks until the task is cancelled; to be run once.
  ///
  /// Steps do not wait for each other's hooks: one that hangs after an advance does not keep a
  /// veto on the next one from being asked for.
  public func run(for controller: MigrationController) async {
    await withDiscardingTaskGroup { group in
      for await request in requests {
        group.addTask { await self.call(request, for: controller) }
      }
    }
  }

  private func call(_ request: HookRequest, for controller: MigrationController) async {
    guard let pending = request.pending else {
      return await runner.run(request.hooks, step: request.step)
    }
    let step = request.step
    let verdict = await runner.ask(
      pending, hooks: request.hooks, attempt: step.attempt, migration: step.migration)
    switch verdict {
    case .passed: await controller.hooksPassed(token: pending.token)
    case .vetoed(let hook, let reason):
      await controller.hooksVetoed(token: pending.token, hook: hook, reason: reason)
    }
  }
}
