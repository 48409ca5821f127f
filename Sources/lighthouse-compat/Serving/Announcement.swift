import Foundation
import Gateway
import LighthouseCompatibility
import Migration

/// What a gateway says on standard output when it begins to serve.
enum Announcement {
  static func tell(
    _ configuration: GatewayConfiguration, _ gateway: GatewayService, tookOver: Bool
  ) async throws {
    Output.line("listening on \(configuration.host):\(gateway.port)")
    let compat = configuration.compat
    // A stored migration, or one that cannot be read, goes before the configuration.
    Output.line("mode \(try await gateway.status().mode)")
    let topology: String
    if let told = compat.topology {
      topology = "\(told.rawValue), as configured"
    } else if compat.configured.count < 2 {
      topology = "one side is configured"
    } else if tookOver {
      topology = "\(try await gateway.status().topology.rawValue), as found before"
    } else {
      topology =
        compat.effectiveTopology == .shared
        ? "shared, by the same url" : "separate, until the first payloads tell otherwise"
    }
    Output.line("topology \(topology)")
    let root = compat.routing.beaconRoot
    Output.line(
      "beacon root policy \(root?.description ?? "off")"
        + (root == nil ? "" : "; it has to be the same on every node of the chain"))
    if let migration = configuration.migration {
      Output.line(
        gateway.migration == nil
          ? "no migration runs: the state in \(migration.folder.path) cannot be read"
          : "migration \(migration.plan.name), state in \(migration.folder.path)")
    }
    let changes = configuration.adminToken == nil ? "read-only" : "changes with the token"
    let socket = configuration.adminSocket.map { " and unix:\($0)" } ?? ""
    Output.line(
      "admin, health and metrics on http://\(configuration.adminHost):\(gateway.adminPort)"
        + "\(socket), \(changes)")
  }
}
