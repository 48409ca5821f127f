import EngineRPC
import NIOCore
import NIOHTTP1

/// What a server reads of a request's head, in one pass over the headers.
struct RequestHead {
  var method: HTTPMethod
  var path: Substring
  var authorization: String?
  var contentType: String?
  var host: String?
  var contentLength: Int?
  var isChunked = false
  var expectsContinue = false
  var keepsAlive: Bool
  private var traceParent: String?
  private var traceState: String?
  private var isAmbiguous = false

  init(_ head: HTTPRequestHead) {
    method = head.method
    path = head.uri == "/" ? "/" : head.uri.prefix { $0 != "?" }
    // What follows a CONNECT or an Upgrade is no request, and the decoder would gather it.
    keepsAlive = head.isKeepAlive && head.method != .CONNECT
    for (name, value) in head.headers {
      switch name.utf8.count {
      case 4 where name == "Host" || name.isSame(as: "host"):
        Self.keep(value, in: &host, or: &isAmbiguous)
      case 6 where name.isSame(as: "expect"): expectsContinue = value.isSame(as: "100-continue")
      case 7 where name.isSame(as: "upgrade"): keepsAlive = false
      case 10 where name.isSame(as: "tracestate"): traceState = value
      case 11 where name.isSame(as: "traceparent"): traceParent = value
      case 12 where name == "Content-Type" || name.isSame(as: "content-type"):
        Self.keep(value, in: &contentType, or: &isAmbiguous)
      case 13 where name == "Authorization" || name.isSame(as: "authorization"):
        Self.keep(value, in: &authorization, or: &isAmbiguous)
      case 14 where name == "Content-Length" || name.isSame(as: "content-length"):
        if contentLength != nil { isAmbiguous = true }
        contentLength = Int(value)
      case 17 where name.isSame(as: "transfer-encoding"): isChunked = true
      default: break
      }
    }
    if isChunked, contentLength != nil { isAmbiguous = true }
  }

  /// A header that must come once: with a second one nobody can say which is meant.
  private static func keep(
    _ value: String, in slot: inout String?, or isAmbiguous: inout Bool
  ) {
    if slot != nil { isAmbiguous = true }
    slot = value
  }

  /// Checks everything that geth checks before it reads a body, in geth's order; says who calls.
  func check(
    verifier: inout JWTVerifier, now: Double, hosts: inout AllowedHosts, bodyLimit: Int
  ) throws(RequestRefusal) -> CallerIdentity {
    if isAmbiguous { throw .ambiguousFraming }
    guard path == "/" else { throw .notFound }
    let caller: CallerIdentity
    switch verifier.verify(authorization: authorization, now: now) {
    case .failure(let refusal): throw .unauthorized(refusal)
    case .success(let identity): caller = identity
    }
    guard hosts.allows(host) else { throw .hostNotAllowed }
    if method == .GET, contentLength ?? 0 == 0, !isChunked { return caller }
    guard method == .POST else { throw .methodNotAllowed }
    if let contentLength, contentLength > bodyLimit { throw .bodyTooLarge(limit: bodyLimit) }
    guard isJSON else { throw .unsupportedContentType }
    return caller
  }

  /// The caller's place in a trace, where it told one.
  var trace: TraceContext? { TraceContext(parent: traceParent, state: traceState) }

  private var isJSON: Bool {
    // The two spellings that callers use; anything else is taken apart.
    guard let contentType, contentType != "application/json" else { return self.contentType != nil }
    let type = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
    return String(Substring(type)).split(separator: " ").joined().isSame(as: "application/json")
  }
}

extension String {
  /// Equal but for the case of letters; `lowercased` is in lower case.
  fileprivate func isSame(as lowercased: String) -> Bool {
    self == lowercased
      || (utf8.count == lowercased.utf8.count && self.lowercased() == lowercased)
  }
}
