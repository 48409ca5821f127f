import Gateway
import Synchronization

/// The coming of a successor, beside a gateway that goes on serving and obeying until it is there.
final class Succession: Sendable {
  private enum State {
    case none
    /// The program is being started, or reads its settings.
    case preparing(Successor?)
    /// It wants to take over, and the gateway holds still for it.
    case ready(Successor)
    /// This gateway is to end instead.
    case over
  }

  /// How often a gateway is asked to hold still where an engine keeps a caller waiting.
  private static let attempts = 10

  private let gateway: GatewayService
  private let command: [String]
  private let state = Mutex(State.none)

  /// - Parameter command: the program and its arguments.
  init(to gateway: GatewayService, command: [String]) {
    self.gateway = gateway
    self.command = command
  }

  /// The successor for which the gateway holds still.
  var successor: Successor? {
    state.withLock { if case .ready(let successor) = $0 { successor } else { nil } }
  }

  /// Whether there is none yet, so that one may be prepared.
  func begin() -> Bool {
    state.withLock { state in
      guard case .none = state else { return false }
      state = .preparing(nil)
      return true
    }
  }

  /// Starts the program anew and holds still for it; says why where that does not come about.
  func prepare() async {
    do {
      let successor = try await Successor.start(command)
      guard move(to: .preparing(successor)) else {
        return await successor.abandon()
      }
      do {
        try await successor.awaitReadiness()
        try await hold()
      } catch {
        await successor.abandon()
        throw error
      }
      if !move(to: .ready(successor)) { await successor.abandon() }
    } catch {
      Output.note("SIGUSR2: not replaced: \(error)")
      _ = move(to: .none)
    }
  }

  /// Ends whatever has been prepared, for good.
  func abandon() async {
    let successor = state.withLock { state in
      defer { state = .over }
      switch state {
      case .none, .over: return Successor?.none
      case .preparing(let successor): return successor
      case .ready(let successor): return successor
      }
    }
    await successor?.abandon()
  }

  /// Goes on unless it is over.
  private func move(to next: State) -> Bool {
    state.withLock { state in
      if case .over = state { return false }
      state = next
      return true
    }
  }

  private func hold() async throws {
    for attempt in 1... {
      do {
        return try await gateway.hold()
      } catch let error as HandoverError {
        guard attempt < Self.attempts else { throw error }
        try await Task.sleep(for: .seconds(1))
      }
    }
  }
}
