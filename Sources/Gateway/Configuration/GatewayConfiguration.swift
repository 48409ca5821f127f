public import EngineHTTP
public import EngineRPC
import Foundation
public import LighthouseCompatibility
import Migration
public import Logging
import NIOCore

/// What a gateway is made of, read from a YAML file and the environment.
public struct GatewayConfiguration: Sendable {
  public var host: String
  public var port: Int
  public var secret: JWTSecret
  public var hosts: AllowedHosts
  public var limits: EngineServerLimits
  public var adminHost: String
  public var adminPort: Int
  /// The path of the admin interface's Unix socket; nil where it has none.
  public var adminSocket: String?
  /// Nil where the admin interface is read-only.
  public var adminToken: AdminToken?
  public var adminHosts: Set<String>
  public var compat: CompatConfig
  /// Nil where no migration runs.
  public var migration: MigrationSettings?
  public var drainTime: Duration
  public var logLevel: Logger.Level
  public var logFormat: LogFormat
  /// Whether the log has a line for each operation and each side that was asked.
  public var logsSpans: Bool
  /// What is allowed but unwise.
  public var warnings: [String]
  /// Every key's value as text, to tell at a reload what has changed.
  let texts: [String: String]

  /// Reads a configuration, or throws everything that is wrong with it.
  ///
  /// - Parameter environment: variables that override keys; see `ConfigurationKey`.
  public init(
    yaml: String, environment: [String: String]
  ) throws(ConfigurationProblems) {
    var reader = ConfigurationReader(ConfigurationSource(yaml: yaml, environment: environment))
    host = reader.text("listen.host") ?? "127.0.0.1"
    port = reader.integer("listen.port", in: 0...65535)
    adminHost = reader.text("admin.host") ?? "127.0.0.1"
    adminPort = reader.integer("admin.port", in: 0...65535)
    adminSocket = reader.value("admin.socket", AdminSocket.checked)
    adminToken = reader.value("admin.token") { try AdminToken(file: $0) }
    adminHosts = Set(reader.list("admin.allowedHosts") ?? [])
    hosts = AllowedHosts(Set(reader.list("listen.allowedHosts") ?? []))
    limits = Self.limits(&reader)
    drainTime = .seconds(reader.number("drainSeconds", in: 0...600))
    logLevel = reader.value("log.level", Self.logLevel) ?? .info
    logFormat = reader.value("log.format", Self.logFormat) ?? .text
    logsSpans = reader.value("log.spans", Self.yesOrNo) ?? false
    reader.required("listen.jwtSecret")
    let callers = reader.value("listen.jwtSecret") { try JWTSecret(file: $0) }
    warnings = ["listen.jwtSecret", "v4.jwtSecret", "v5.jwtSecret"].compactMap { path in
      reader.text(path).flatMap { JWTSecret.warning(forFile: $0) }
    }
    let mode = reader.value("mode", Self.mode)
    let sides = PerSide { side in Self.side(side, &reader) }
    let lanes = Self.lanes(&reader)
    var methods = MethodPolicy.standard
    if let extra = reader.list("methods.allow") {
      methods.allowed = MethodPolicy.engineMethods.union(extra)
    }
    let topology = reader.value("topology", Self.topology) ?? nil
    compat = CompatConfig(
      v4: sides.v4, v5: sides.v5, mode: mode ?? .v4Only, methods: methods, laneLimits: lanes,
      routing: Self.routing(&reader), topology: topology)
    migration = Self.migration(&reader)
    if let mode { Self.check(mode, compat, &reader) }
    Self.check(topology, compat, &reader)
    texts = reader.texts
    guard let callers, reader.problems.isEmpty else {
      throw ConfigurationProblems(problems: reader.problems)
    }
    secret = callers
  }

  private static func migration(_ reader: inout ConfigurationReader) -> MigrationSettings? {
    let plan = reader.value("migration.plan") { try MigrationSettings.plan(file: $0) }
    guard let folder = reader.text("state.folder") else { return nil }
    return MigrationSettings(folder: URL(filePath: folder), plan: plan ?? .standard)
  }

  private static func limits(_ reader: inout ConfigurationReader) -> EngineServerLimits {
    var limits = EngineServerLimits()
    limits.bodyBytes = reader.integer("listen.maxBodyBytes", in: 1024...1 << 30)
    limits.batchItems = reader.integer("listen.maxBatchItems", in: 1...10_000)
    limits.connections = reader.integer("listen.maxConnections", in: 1...100_000)
    limits.requestTime = .seconds(reader.number("listen.requestSeconds", in: 0.1...3600))
    limits.idleTime = .seconds(reader.number("listen.idleSeconds", in: 0.1...86400))
    return limits
  }

  private static func lanes(_ reader: inout ConfigurationReader) -> Lane.Limits {
    var lanes = Lane.Limits()
    lanes.entries = reader.integer("lanes.entries", in: 1...100_000)
    lanes.bytes = reader.integer("lanes.bytes", in: 1024...1 << 32)
    lanes.window = reader.integer("lanes.window", in: 1...1024)
    return lanes
  }

  private static func side(
    _ side: Side, _ reader: inout ConfigurationReader
  ) -> SideConfig? {
    let name = side.rawValue
    guard reader.has("\(name).url") || reader.has("\(name).jwtSecret") else { return nil }
    reader.required("\(name).url")
    reader.required("\(name).jwtSecret")
    let endpoint = reader.value("\(name).url") { try UpstreamEndpoint(url: $0) }
    let secret = reader.value("\(name).jwtSecret") { try JWTSecret(file: $0) }
    let multiplier = reader.number("\(name).timeoutMultiplier", in: 0.01...100)
    guard let endpoint, let secret else { return nil }
    return SideConfig(endpoint: endpoint, secret: secret, timeoutMultiplier: multiplier)
  }

  private static func check(
    _ mode: MigrationMode, _ compat: CompatConfig, _ reader: inout ConfigurationReader
  ) {
    do throws(ModeRefusal) {
      _ = try Router(mode: mode, configured: compat.configured)
    } catch {
      // A side that is there but wrong has its own problem in the list already.
      if case .sideNotConfigured(_, let side) = error, reader.has("\(side.rawValue).url") { return }
      reader.note("mode", error.description)
    }
  }

  private static func mode(_ name: String) throws(ValueError) -> MigrationMode {
    guard let mode = MigrationMode(name: name) else {
      throw ValueError(text: "is '\(name)', expected one of \(MigrationMode.names)")
    }
    return mode
  }

  private static func routing(_ reader: inout ConfigurationReader) -> RoutingPolicy {
    var policy = RoutingPolicy()
    for setting in RoutingSetting.all {
      guard let text = reader.text(setting.path) else { continue }
      do throws(RoutingSetting.Refusal) {
        try setting.set(text, &policy)
      } catch {
        reader.note(setting.path, error.description)
      }
    }
    for (path, reason) in RoutingSetting.contradictions(in: policy) { reader.note(path, reason) }
    for (operation, side) in policy.versions.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where !reader.has("\(side.rawValue).url") {
      reader.note(
        "versions.\(operation.rawValue)",
        "selects \(side.rawValue), which is not configured; see \(side.rawValue).url")
    }
    return policy
  }

  /// Nil where it is to be found out.
  private static func topology(_ name: String) throws(ValueError) -> Topology? {
    if name == "auto" { return nil }
    guard let topology = Topology(rawValue: name) else {
      throw ValueError(text: "is '\(name)', expected auto, separate or shared")
    }
    return topology
  }

  private static func check(
    _ topology: Topology?, _ compat: CompatConfig, _ reader: inout ConfigurationReader
  ) {
    guard let v4 = compat.v4, let v5 = compat.v5, let topology else { return }
    if topology == .separate, v4.endpoint == v5.endpoint {
      reader.note("topology", "is separate, but both sides have one url: one engine, two writers")
    }
  }

  private static func logLevel(_ name: String) throws(ValueError) -> Logger.Level {
    guard let level = Logger.Level(rawValue: name) else {
      let names = Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValueError(text: "is '\(name)', expected one of \(names)")
    }
    return level
  }

  private static func yesOrNo(_ text: String) throws(ValueError) -> Bool {
    guard let value = Bool(text) else {
      throw ValueError(text: "is '\(text)', expected true or false")
    }
    return value
  }

  private static func logFormat(_ name: String) throws(ValueError) -> LogFormat {
    guard let format = LogFormat(rawValue: name) else {
      throw ValueError(text: "is '\(name)', expected text or json")
    }
    return format
  }

  private struct ValueError: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }
}

extension TimeAmount {
  fileprivate static func seconds(_ seconds: Double) -> TimeAmount {
    .nanoseconds(Int64(seconds * 1e9))
  }
}
