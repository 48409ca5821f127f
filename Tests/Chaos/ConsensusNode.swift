import ChainKit
import Chronicle
import EngineRPC
import Foundation
import Synchronization
import TestKit

/// The caller of a run.
///
/// As a node does, it gives each call a deadline, tries again what got no answer, and misses the
/// slot when its time is over. Every attempt stands in its log.
final class ConsensusNode: Sendable {
  /// The slot's twelve seconds and Lighthouse's time-outs, all a quarter as long.
  static let scale = 0.25
  static let slotTime = Duration.seconds(3)
  private static let pause = Duration.milliseconds(20)
  /// The migration's time that goes by with a call, and with a slot, in milliseconds.
  private static let (callTime, slotLength) = (Int64(2_000), Int64(12_000))

  let log = CallerLog()
  private let connection: NodeConnection
  private let key: [UInt8]
  private let clock: ClockFile
  /// Whether the clock's step is the node's too.
  private let sharesClock: Bool
  private let state = Mutex(State())

  private struct State {
    var deadline = ContinuousClock.now
    var timeLeft = ConsensusNode.slotLength
    var attempts = 0
    var interruption: SlotInterruption?
  }

  init(port: Int, key: [UInt8], clock: ClockFile, sharesClock: Bool) {
    connection = NodeConnection(port: port)
    self.key = key
    self.clock = clock
    self.sharesClock = sharesClock
  }

  /// Begins a slot; what happens in the middle of one of its calls.
  func beginSlot(interruption: SlotInterruption? = nil) {
    state.withLock {
      $0 = State(deadline: .now + Self.slotTime, interruption: interruption)
    }
  }

  /// Ends a slot: it has taken its twelve seconds, whatever happened.
  ///
  /// An interruption whose call never came happens now.
  func endSlot() {
    let (left, interruption) = state.withLock { state in
      defer { (state.timeLeft, state.interruption) = (0, nil) }
      return (state.timeLeft, state.interruption)
    }
    clock.advance(milliseconds: left)
    interruption?.happen()
  }

  // MARK: Asking

  /// Asks until there is an answer or the slot's time is over.
  func ask(_ method: String, _ params: [JSONValue]) async throws -> JSONValue {
    letTimePass()
    let timeouts = DialectTimeouts().multiplied(by: Self.scale)
    while true {
      let deadline = min(slotDeadline, .now + timeouts.timeout(of: method))
      let reason: String
      switch await attempt(method, params, deadline) {
      case .success(let answer) where !Self.saysTryAgain(answer): return answer
      case .success(let answer): reason = answer["error"]?.text ?? "?"
      case .failure(let failure): reason = "\(failure)"
      }
      guard slotDeadline - .now > Self.pause else {
        throw ChainCaller.Unanswered(reason: reason)
      }
      try await Task.sleep(for: Self.pause)
    }
  }

  private var slotDeadline: ContinuousClock.Instant { state.withLock { $0.deadline } }

  private func letTimePass() {
    let passed = state.withLock { state in
      let passed = min(Self.callTime, state.timeLeft)
      state.timeLeft -= passed
      return passed
    }
    clock.advance(milliseconds: passed)
  }

  private func attempt(
    _ method: String, _ params: [JSONValue], _ deadline: ContinuousClock.Instant
  ) async -> Result<JSONValue, NodeFailure> {
    let interruption = state.withLock { state in
      state.attempts += 1
      return state.interruption?.attempt == state.attempts ? state.interruption : nil
    }
    if let settles = interruption?.settles {
      interruption?.happen()
      await settles()
    }
    let request = request(method, params)
    let token = log.began(method: method, params: params)
    let result: Result<JSONValue, NodeFailure>
    do {
      result = .success(
        try await blocking { [connection] in
          let response = try connection.exchange(request, deadline: deadline) {
            interruption?.happen()
          }
          guard response.status == 200 else { throw NodeFailure.refused(status: response.status) }
          return try Self.answer(response.body)
        })
    } catch {
      interruption?.happen()
      result = .failure(error as? NodeFailure ?? .malformed)
    }
    switch result {
    case .success(let answer): log.ended(token, response: answer)
    case .failure(let failure):
      connection.close()
      log.failed(token, "\(failure)")
    }
    return result
  }

  /// An answer to the request, whose id is always the same: Lighthouse's is.
  private static func answer(_ body: [UInt8]) throws -> JSONValue {
    guard let answer = try? JSONValue(parsing: body), case .number("1")? = answer["id"],
      answer["result"] != nil || answer["error"] != nil
    else { throw NodeFailure.notItsAnswer }
    return answer
  }

  /// Whether an answer says no more than that nobody could be asked.
  private static func saysTryAgain(_ answer: JSONValue) -> Bool {
    guard let error = answer["error"], case .number(let code)? = error["code"] else { return false }
    return code == "-32603" || error["data"]?["source"] != nil && code != "-38005"
  }

  private func request(_ method: String, _ params: [JSONValue]) -> [UInt8] {
    let now = Date().timeIntervalSince1970 + (sharesClock ? clock.step : 0)
    let token = SignedToken.make(
      header: #"{"alg":"HS256","typ":"JWT"}"#, claims: #"{"iat":\#(Int(now))}"#, key: key)
    let body = JSONValue.object(
      JSONObject([
        .init(name: "jsonrpc", value: "2.0"), .init(name: "id", value: .number("1")),
        .init(name: "method", value: .string(method)), .init(name: "params", value: .array(params)),
      ])
    ).text
    return Array(
      [
        "POST / HTTP/1.1", "Host: 127.0.0.1", "Authorization: Bearer \(token)",
        "Content-Type: application/json", "Content-Length: \(body.utf8.count)", "", body,
      ].joined(separator: "\r\n").utf8)
  }
}
