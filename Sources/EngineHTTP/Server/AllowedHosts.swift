import NIOCore

/// The names by which a server may be called, against DNS rebinding; addresses are always allowed.
public struct AllowedHosts: Sendable {
  /// Lower-case names; `*` allows every name.
  private let names: Set<String>
  /// The last value that was allowed: callers repeat theirs.
  private var lastAllowed: String?

  public init(_ names: Set<String> = ["localhost"]) {
    self.names = Set(names.map { $0.lowercased() })
  }

  /// Judges the value of a Host header.
  mutating func allows(_ host: String?) -> Bool {
    guard let host, !host.isEmpty, host != lastAllowed else { return true }
    guard names.contains("*") || isAllowed(host) else { return false }
    lastAllowed = host
    return true
  }

  private func isAllowed(_ host: String) -> Bool {
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
