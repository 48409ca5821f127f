import EngineHTTP
import Logging
public import NIOCore

/// A mode change that waits until the lane of the side that is to answer has drained.
struct WaitingChange {
  let mode: MigrationMode
  let deadline: NIODeadline
  let completion: (Result<Void, ModeRefusal>) -> Void
}

extension ExchangeDriver {
  /// Enters another mode from the next operation on, or says why it must not.
  public func change(to mode: MigrationMode) throws(ModeRefusal) {
    let before = self.mode
    try core.change(to: mode)
    supersede(by: mode)
    guard before != mode else { return }
    logger.notice("mode changed", metadata: ["from": "\(before)", "to": "\(mode)"])
    keeper?.modeChanged()
  }

  /// Enters another mode as soon as v5's lane has drained, or says why it must not.
  ///
  /// - Parameter patience: how long a lane that is never empty is waited for.
  public func change(
    to mode: MigrationMode, patience: TimeAmount,
    completion: @escaping (Result<Void, ModeRefusal>) -> Void
  ) {
    do throws(ModeRefusal) {
      try change(to: mode)
      completion(.success(()))
    } catch {
      guard case .lanesBusy = error, patience > .zero else { return completion(.failure(error)) }
      waitingChanges.append(
        WaitingChange(mode: mode, deadline: .now() + patience, completion: completion))
      loop.assumeIsolated().scheduleTask(in: patience) { [weak self] in
        self?.retryWaitingChanges()
      }
    }
  }

  /// Ends the changes that wait: one that came later must not be undone by one that came before.
  private func supersede(by mode: MigrationMode) {
    let changes = waitingChanges
    waitingChanges.removeAll()
    for change in changes { change.completion(.failure(.superseded(change.mode, by: mode))) }
  }

  func retryWaitingChanges() {
    guard !waitingChanges.isEmpty else { return }
    let changes = waitingChanges
    waitingChanges.removeAll()
    for change in changes {
      let left = change.deadline.uptimeNanoseconds.subtractingReportingOverflow(
        NIODeadline.now().uptimeNanoseconds)
      let isLate = left.overflow || left.partialValue == 0
      do throws(ModeRefusal) {
        try self.change(to: change.mode)
        change.completion(.success(()))
      } catch {
        if case .lanesBusy = error, !isLate {
          waitingChanges.append(change)
        } else {
          change.completion(.failure(error))
        }
      }
    }
  }

  /// Lets v5 become the authority again after a freeze: a person has decided.
  public func unfreeze() {
    core.unfreeze()
    logger.notice("unfrozen: v5 may become the authority again")
  }

  /// A confirmed divergence: v4 answers again, and v5 may not until a person decides.
  func diverged(_ reason: String) {
    perform(core.diverged(reason))
  }

  /// How operations are routed besides the mode; takes effect with the next operation.
  public var routingPolicy: RoutingPolicy {
    get { core.router.policy }
    set { core.router.policy = newValue }
  }
}
