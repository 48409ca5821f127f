/// Where an engine listens: plain HTTP on a host and port.
public struct UpstreamEndpoint: Sendable, Hashable {
  public let host: String
  public let port: Int

  public init(host: String, port: Int) {
    self.host = host
    self.port = port
  }

  /// Reads `http://HOST:PORT`, with or without a slash behind it.
  public init(url: String) throws(UpstreamEndpointError) {
    let scheme = "http://"
    guard url.hasPrefix(scheme) else { throw .unsupported(url) }
    var rest = url.dropFirst(scheme.count)
    if rest.hasSuffix("/") { rest.removeLast() }
    guard let colon = rest.lastIndex(of: ":"),
      let port = Int(rest[rest.index(after: colon)...]), (1...65535).contains(port)
    else { throw .missingPort(url) }
    var host = rest[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty, host.allSatisfy({ !"/@?# []".contains($0) }) else {
      throw .unsupported(url)
    }
    self.init(host: String(host), port: port)
  }

  /// The value of the Host header.
  var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension UpstreamEndpoint: CustomStringConvertible {
  public var description: String { "http://\(authority)" }
}

/// Why a URL names no engine.
public enum UpstreamEndpointError: Error, Hashable, Sendable {
  case unsupported(String)
  case missingPort(String)
}

extension UpstreamEndpointError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unsupported(let url):
      "'\(url)' is not of the form http://HOST:PORT (https and paths are not spoken to engines)"
    case .missingPort(let url):
      "'\(url)' has no port; the authenticated port of an engine is usually 8551"
    }
  }
}
