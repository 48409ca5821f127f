/// A URL that is sent POSTs; only its scheme and host are ever shown.
struct WebhookAddress: Hashable, Sendable {
  enum Scheme: String, CaseIterable, Sendable {
    case http
    case https

    var port: Int {
      switch self {
      case .http: 80
      case .https: 443
      }
    }
  }

  let scheme: Scheme
  let host: String
  let port: Int
  /// Path and query, as the request line has them.
  let target: String

  /// Reads `http[s]://HOST[:PORT][/PATH][?QUERY]`; a fragment is left out.
  init(_ url: String) throws(WebhookAddressError) {
    guard url.unicodeScalars.allSatisfy({ (33...126).contains($0.value) }) else {
      throw .unsupported("characters that a URL may not have")
    }
    let lowered = url.lowercased()
    guard let scheme = Scheme.allCases.first(where: { lowered.hasPrefix("\($0.rawValue)://") })
    else { throw .unsupported("another scheme than http or https") }
    self.scheme = scheme
    let parts = Self.split(url.dropFirst(scheme.rawValue.count + 3))
    guard !parts.authority.contains("@") else { throw .unsupported("a user or a password") }
    (host, port) = try Self.hostAndPort(parts.authority, scheme.port)
    target = parts.target
  }

  /// The value of the Host header.
  var authority: String {
    let name = host.contains(":") ? "[\(host)]" : host
    return port == scheme.port ? name : "\(name):\(port)"
  }

  /// The whole, with what may be secret.
  var url: String { "\(scheme.rawValue)://\(authority)\(target)" }

  private struct Parts {
    var authority: Substring
    var target: String
  }

  private static func split(_ rest: Substring) -> Parts {
    let whole = rest.prefix { $0 != "#" }
    let authority = whole.prefix { $0 != "/" && $0 != "?" }
    let target = whole.dropFirst(authority.count)
    return Parts(authority: authority, target: target.hasPrefix("/") ? "\(target)" : "/\(target)")
  }

  private static func hostAndPort(
    _ authority: Substring, _ standardPort: Int
  ) throws(WebhookAddressError) -> (String, Int) {
    var host = authority
    var port = standardPort
    let isLiteral = authority.hasPrefix("[")
    if let colon = authority.lastIndex(of: ":"),
      !isLiteral || authority[..<colon].hasSuffix("]")
    {
      let digits = authority[authority.index(after: colon)...]
      guard digits.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(digits),
        (1...65_535).contains(number)
      else { throw .unsupported("a port that is none of 1 to 65535") }
      (host, port) = (authority[..<colon], number)
    }
    if isLiteral {
      guard host.hasSuffix("]"), host.dropFirst().dropLast().contains(":") else {
        throw .unsupported("an incomplete [address]")
      }
      host = host.dropFirst().dropLast()
    } else if host.contains(where: { ":[]".contains($0) }) {
      throw .unsupported("an IPv6 address without [ ]")
    }
    guard (1...253).contains(host.utf8.count) else { throw .unsupported("no host") }
    return (String(host), port)
  }
}

extension WebhookAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  var description: String { "\(scheme.rawValue)://\(host)" }
  var debugDescription: String { description }
  var customMirror: Mirror { Mirror(self, children: []) }
}
