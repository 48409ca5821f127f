import NIOCore

/// The names by which a server may be called, against DNS rebinding; addresses are always allowed.
public struct AllowedHosts: Sendable, Hashable {
  /// Lower-case names; `*` allows every name.
  public var names: Set<String>

  public init(_ names: Set<String> = ["localhost"]) {
    self.names = Set(names.map { $0.lowercased() })
  }

  /// Judges the value of a Host header.
  func allows(_ host: String?) -> Bool {
    guard let host, !host.isEmpty, !names.contains("*") else { return true }
    let name = Self.withoutPort(host)
    if names.contains(name.lowercased()) { return true }
    return (try? SocketAddress(ipAddress: name, port: 0)) != nil
  }

  private static func withoutPort(_ host: String) -> String {
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
      return String(host[host.index(after: host.startIndex)..<end])
    }
    guard let colon = host.lastIndex(of: ":"), host.firstIndex(of: ":") == colon else {
      return host
    }
    return String(host[..<colon])
  }
}
