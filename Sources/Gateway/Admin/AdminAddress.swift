/// Where a gateway's admin interface listens.
public enum AdminAddress: Sendable, Hashable {
  case tcp(host: String, port: Int)
  case unix(path: String)

  /// Reads `http://HOST:PORT` or `unix:PATH`; nil for anything else.
  public init?(_ text: String) {
    if text.hasPrefix("unix:") {
      var path = text.dropFirst(5)
      if path.hasPrefix("//") { path = path.dropFirst(2) }
      guard !path.isEmpty, path.utf8.count <= 107 else { return nil }
      self = .unix(path: String(path))
      return
    }
    guard text.hasPrefix("http://") else { return nil }
    var rest = text.dropFirst(7)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    guard !rest.contains(where: { "/?#@ ".contains($0) }), let colon = rest.lastIndex(of: ":"),
      let port = Int(rest[rest.index(after: colon)...]), (1...65535).contains(port)
    else { return nil }
    var host = rest[..<colon]
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { return nil }
    self = .tcp(host: String(host), port: port)
  }

  /// The value of the Host header for it.
  var hostHeader: String {
    switch self {
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    case .unix: "localhost"
    }
  }
}

extension AdminAddress: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tcp: "http://\(hostHeader)"
    case .unix(let path): "unix:\(path)"
    }
  }
}
