/// Why no answer could be had of an engine; never to be mistaken for one.
public enum TransportFailure: Error, Hashable, Sendable {
  case connectFailed(endpoint: String, reason: String)
  case closed(endpoint: String)
  case timedOut(milliseconds: Int64)
  /// The caller's own time was up while the request waited behind others.
  case noAnswerInTime
  /// The other side's engine calls the answer's payload INVALID.
  case refusedByOtherSide
  case httpStatus(Int, text: String)
  case notJSON(reason: String)
  case wrongID(expected: String, actual: String)
  case answerTooLarge(limit: Int)
  case tooManyRequests(limit: Int)

  /// A label for counting: one word a case.
  public var label: String {
    switch self {
    case .connectFailed: "connect"
    case .closed: "closed"
    case .timedOut: "timeout"
    case .noAnswerInTime: "no_answer_in_time"
    case .refusedByOtherSide: "cross_check"
    case .httpStatus: "http_status"
    case .notJSON: "not_json"
    case .wrongID: "wrong_id"
    case .answerTooLarge: "too_large"
    case .tooManyRequests: "too_many"
    }
  }
}

extension TransportFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .connectFailed(let endpoint, let reason):
      "cannot connect to \(endpoint): \(reason); is the engine running?"
    case .closed(let endpoint): "\(endpoint) closed the connection before it had answered"
    case .timedOut(let milliseconds): "no answer within \(milliseconds) ms"
    case .noAnswerInTime: "no answer in time: earlier operations are still being worked on"
    case .refusedByOtherSide: "the other side's engine calls the payload INVALID"
    case .httpStatus(401, let text):
      "the engine refused the token (401 \(text)); compare the JWT secrets and the clocks"
    case .httpStatus(403, let text):
      "the engine refused the host name (403 \(text)); see its --authrpc.vhosts"
    case .httpStatus(let status, let text): "the engine answered HTTP \(status) \(text)"
    case .notJSON(let reason): "the engine's answer is no JSON-RPC: \(reason)"
    case .wrongID(let expected, let actual):
      "the engine answered id \(actual) to a request with id \(expected)"
    case .answerTooLarge(let limit): "the engine's answer is larger than \(limit) bytes"
    case .tooManyRequests(let limit): "\(limit) requests wait for this engine already"
    }
  }
}

extension TransportFailure {
  /// Whether the engine could not be reached at all, rather than answering something unfit.
  public var isUnreachable: Bool {
    switch self {
    case .connectFailed, .closed, .timedOut: true
    case .noAnswerInTime, .refusedByOtherSide, .httpStatus, .notJSON, .wrongID, .answerTooLarge,
      .tooManyRequests:
      false
    }
  }

  /// Whether the engine, or something in front of it, refused to serve.
  public var isRefusal: Bool {
    if case .httpStatus = self { true } else { false }
  }
}
