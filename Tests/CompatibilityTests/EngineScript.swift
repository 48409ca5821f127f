import EngineHTTP
import EngineRPC
import LighthouseV5
import NIOCore
import Synchronization

/// What a scripted engine answers, method by method, and what it was asked so far.
final class EngineScript: Sendable {
  enum Reply: Sendable {
    case result(String)
    case error(Int)
    /// Something that is no JSON-RPC.
    case garbage
    /// The result that a test gives later.
    case later(EventLoopFuture<String>)
  }

  struct Asked: Sendable, Hashable {
    let method: String
    let params: String
    var trace: TraceContext?
  }

  private struct State {
    var replies: [String: [Reply]] = [:]
    var asked: [Asked] = []
  }

  private let state = Mutex(State())

  init(capabilities: [String] = V5Dialect().announcedCapabilities) {
    let names = JSONValue.array(capabilities.map { .string($0) })
    answer("engine_exchangeCapabilities", .result(names.text))
  }

  /// Answers a method so: one reply a call, the last one again and again.
  func answer(_ method: String, _ replies: Reply...) {
    state.withLock { $0.replies[method] = replies }
  }

  /// All that was asked, in order.
  var asked: [Asked] { state.withLock { $0.asked } }

  /// The methods that were asked, in order, but for the question of capabilities.
  var methods: [String] {
    asked.map(\.method).filter { $0 != EngineMethod.exchangeCapabilities }
  }

  func count(of method: String) -> Int { asked.count { $0.method == method } }

  /// Waits until that many calls came, capabilities aside.
  func waitForCalls(_ count: Int) async {
    while methods.count < count, !Task.isCancelled { await Task.yield() }
  }

  /// Notes a call and takes the next reply to it.
  func take(_ call: EngineCall) -> Reply {
    let params = (try? call.params())?.text ?? "?"
    return state.withLock { state in
      state.asked.append(Asked(method: call.method, params: params, trace: call.trace))
      guard let replies = state.replies[call.method], let first = replies.first else {
        return .error(EngineScript.unscripted)
      }
      if replies.count > 1 { state.replies[call.method]?.removeFirst() }
      return first
    }
  }

  /// The code of the answer to a method that the script does not have.
  static let unscripted = -32601
}
