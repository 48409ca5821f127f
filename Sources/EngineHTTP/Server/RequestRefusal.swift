import EngineRPC
import NIOHTTP1

/// An HTTP request that is answered without looking at its body, in geth's words.
enum RequestRefusal: Error {
  case notFound
  case unauthorized(JWTRefusal)
  case hostNotAllowed
  case methodNotAllowed
  case unsupportedContentType
  case bodyTooLarge(limit: Int)
  case ambiguousFraming

  var status: HTTPResponseStatus {
    switch self {
    case .notFound: .notFound
    case .unauthorized: .unauthorized
    case .hostNotAllowed: .forbidden
    case .methodNotAllowed: .methodNotAllowed
    case .unsupportedContentType: .unsupportedMediaType
    case .bodyTooLarge: .payloadTooLarge
    case .ambiguousFraming: .badRequest
    }
  }

  var text: String {
    switch self {
    case .notFound: ""
    case .unauthorized(let refusal): refusal.message + "\n"
    case .hostNotAllowed: "invalid host specified\n"
    case .methodNotAllowed: "method not allowed\n"
    case .unsupportedContentType:
      "invalid content type, only application/json is supported\n"
    case .bodyTooLarge(let limit): "content length too large (limit \(limit) bytes)\n"
    case .ambiguousFraming: "ambiguous message framing\n"
    }
  }

  /// Whether the rest of the connection's bytes can no longer be trusted to be a request.
  var closesConnection: Bool {
    switch self {
    case .bodyTooLarge, .ambiguousFraming: true
    case .notFound, .unauthorized, .hostNotAllowed, .methodNotAllowed, .unsupportedContentType:
      false
    }
  }
}
