/// Why a command or a URL did not do what it was called for.
enum CallFailure: Error, Hashable, Sendable {
  /// There is neither a command nor a URL, or both.
  case notOneCallee
  case address(WebhookAddressError)
  case body(String)
  /// The program could not be started.
  case notStarted(program: String, reason: String)
  case exited(code: Int32, line: String?)
  case signalled(Int32, line: String?)
  case timedOut(limit: PlannedDuration)
  case cancelled
  case unreachable(address: String, reason: String)
  case answered(status: Int, reason: String?)

  /// Whether the same call can never succeed.
  var isLasting: Bool {
    switch self {
    case .notOneCallee, .address, .body: true
    // What is wrong with the request stays wrong; too early, too many and too slow do not.
    case .answered(let status, _):
      (400..<500).contains(status) && ![408, 425, 429].contains(status)
    case .notStarted, .exited, .signalled, .timedOut, .cancelled, .unreachable: false
    }
  }
}

extension CallFailure: CustomStringConvertible {
  var description: String {
    switch self {
    case .notOneCallee: "needs either a command or a url"
    case .address(let error): error.description
    case .body(let reason): "the JSON could not be written: \(reason)"
    case .notStarted(let program, let reason): "\(program) could not be started: \(reason)"
    case .exited(let code, let line): line ?? "exit code \(code), and nothing on standard error"
    case .signalled(let signal, let line):
      "ended by signal \(signal)" + (line.map { ": \($0)" } ?? "")
    case .timedOut(let limit): "no answer within \(limit)"
    case .cancelled: "cancelled before there was an answer"
    case .unreachable(let address, let reason): "\(address): \(reason)"
    case .answered(let status, let reason):
      "HTTP status \(status)" + (reason.map { ": \($0)" } ?? "")
    }
  }
}
