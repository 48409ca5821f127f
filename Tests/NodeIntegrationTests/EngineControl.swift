import EthereumPrimitives
import NIOCore
import Synchronization

/// What a watched engine was asked, where it stands, and what it is made to answer.
final class EngineControl: Sendable {
  enum Reply: Sendable {
    case result(String)
    case error(Int)
    /// The engine's own answer, once the future is there.
    case after(EventLoopFuture<Void>)
    case never
  }

  private struct State {
    var replies: [String: [Reply]] = [:]
    var asked: [String] = []
    var blocks: [String] = []
    var head = Hash32.zero
    var finalized: Hash32?
  }

  private let state = Mutex(State())

  /// Answers the next calls of a method so, one reply a call; after them the engine itself answers.
  func answer(_ method: String, _ replies: Reply...) {
    state.withLock { $0.replies[method, default: []] += replies }
  }

  /// Takes the next reply to a call, and notes the call with the block that it is about.
  func take(_ method: String, _ block: String) -> Reply? {
    state.withLock { state in
      state.asked.append(method)
      state.blocks.append(block)
      guard let reply = state.replies[method]?.first else { return nil }
      state.replies[method]?.removeFirst()
      return reply
    }
  }

  func stands(at head: Hash32, _ finalized: Hash32?) {
    state.withLock { ($0.head, $0.finalized) = (head, finalized) }
  }

  var head: Hash32 { state.withLock { $0.head } }
  var finalized: Hash32? { state.withLock { $0.finalized } }

  /// The calls that change state or fetch a build, in order, without `engine_`.
  var calls: [String] {
    state.withLock { $0.asked }.filter { $0 != "engine_exchangeCapabilities" }
      .filter { $0.hasPrefix("engine_") }.map { String($0.dropFirst(7)) }
  }

  /// Each newPayload and forkchoiceUpdated with its block, in order.
  var told: [String] {
    state.withLock { zip($0.asked, $0.blocks).filter { !$0.1.isEmpty } }
      .map { "\($0.0.dropFirst(7)) \($0.1.prefix(10))" }
  }

  func count(of method: String) -> Int { state.withLock { $0.asked.count { $0 == method } } }

  /// Waits until a method was asked so often.
  func wait(for method: String, _ count: Int = 1) async {
    while self.count(of: method) < count, !Task.isCancelled { await Task.yield() }
  }
}
