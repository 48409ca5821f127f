import EngineHTTP
import Glibc
import LighthouseCompatibility

/// What a gateway leaves to the one that takes its place: what it knows, and its open sockets.
///
/// It is made when every caller has its answer and nothing is asked of an engine any more. Whoever
/// holds it owns the descriptors.
public struct Handover: Sendable {
  var letter: HandoverLetter
  var callers: ServerSockets
  var admin: AdminSockets

  /// Every descriptor, in the order in which they are sent.
  var descriptors: [CInt] {
    [callers.listener, admin.tcp, admin.unix].compactMap { $0 } + callers.connections
  }

  /// Puts a letter and the descriptors that came with it together again; nil where they do not fit.
  init?(_ letter: HandoverLetter, descriptors: [CInt]) {
    let listeners = [letter.hasListener, letter.hasAdminPort, letter.hasAdminSocket]
    guard descriptors.count == letter.connections + listeners.count(where: { $0 }) else {
      return nil
    }
    var rest = descriptors[...]
    self.letter = letter
    callers = ServerSockets(listener: letter.hasListener ? rest.removeFirst() : nil)
    admin = AdminSockets()
    if letter.hasAdminPort { admin.tcp = rest.removeFirst() }
    if letter.hasAdminSocket { admin.unix = rest.removeFirst() }
    callers.connections = Array(rest)
  }

  init(
    driver: CarriedState, settings: [String: String], routing: [String: String],
    callers: ServerSockets, admin: AdminSockets
  ) {
    letter = HandoverLetter(
      driver: driver, settings: settings, routing: routing,
      hasListener: callers.listener != nil, hasAdminPort: admin.tcp != nil,
      hasAdminSocket: admin.unix != nil, connections: callers.connections.count)
    self.callers = callers
    self.admin = admin
  }

  /// What is handed over, for the log.
  public var summary: String {
    "\(callers.connections.count) connections, \(letter.driver.summary), mode \(letter.driver.mode)"
  }

  /// The same without what does not fit a configuration any more: a listener elsewhere, an engine
  /// that is another one now.
  func fitting(_ configuration: GatewayConfiguration) -> Handover {
    let changed = letter.changes(in: configuration)
    var fitting = self
    func give(up descriptor: inout CInt?, if paths: String...) {
      guard let open = descriptor, !changed.isDisjoint(with: paths) else { return }
      _ = Glibc.close(open)
      descriptor = nil
    }
    give(up: &fitting.callers.listener, if: "listen.host", "listen.port")
    give(up: &fitting.admin.tcp, if: "admin.host", "admin.port")
    give(up: &fitting.admin.unix, if: "admin.socket")
    for side in Side.allCases where changed.contains("\(side.rawValue).url") {
      fitting.letter.driver.forget(side)
    }
    return fitting
  }
}

/// The part of a handover that is text.
struct HandoverLetter: Sendable, Hashable, Codable {
  /// Which shape it has; a gateway takes over from none but those that it can read.
  static let format = 1

  var driver: CarriedState
  /// What the configuration said, by key, when it was read last.
  var settings: [String: String]
  /// The routing in force, by key: the flags of run time are in it.
  var routing: [String: String]
  var hasListener: Bool
  var hasAdminPort: Bool
  var hasAdminSocket: Bool
  var connections: Int

  /// Keys that a configuration has other values for than the predecessor's.
  func changes(in configuration: GatewayConfiguration) -> Set<String> {
    Set(
      ConfigurationKey.all.map(\.path).filter { settings[$0] != configuration.texts[$0] })
  }

  /// Mode and routing as they were in force, but for what the file says otherwise by now.
  func apply(to compat: inout CompatConfig, of configuration: GatewayConfiguration) {
    let changed = changes(in: configuration)
    if !changed.contains("mode"), let mode = MigrationMode(name: driver.mode),
      mode.sides.isSubset(of: compat.configured)
    {
      compat.mode = mode
    }
    // The node's name is part of the sticky unit.
    let isUnitNew = changed.contains("sticky.unit") || changed.contains("sticky.node")
    for setting in RoutingSetting.all where !changed.contains(setting.path) {
      guard let text = routing[setting.path],
        !(isUnitNew && setting.path.hasPrefix("sticky."))
      else { continue }
      // What this program does not take any more stays as the file says.
      try? setting.set(text, &compat.routing)
    }
  }
}
