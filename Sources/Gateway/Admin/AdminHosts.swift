import NIOCore

/// The names by which the admin interface may be called, against DNS rebinding.
///
/// A page that a browser loaded from elsewhere names its own host; addresses cannot be rebound.
struct AdminHosts: Sendable {
  private let names: Set<String>

  /// - Parameter names: `*` allows every name.
  init(_ names: Set<String>) {
    self.names = Set(names.map { $0.lowercased() })
  }

  /// Judges the values of the Host header.
  func allows(_ values: [String]) -> Bool {
    guard values.count == 1, let host = values.first, !host.isEmpty else { return false }
    if names.contains("*") { return true }
    let name = Self.withoutPort(host)
    return names.contains(name.lowercased())
      || (try? SocketAddress(ipAddress: name, port: 0)) != nil
  }

  private static func withoutPort(_ host: String) -> String {
    if host.hasPrefix("["), let end = host.firstIndex(of: "]") {
      return String(host[host.index(after: host.startIndex)..<end])
    }
    guard let colon = host.lastIndex(of: ":") else { return host }
    return String(host[..<colon])
  }
}
