import DevChain
import EngineHTTP
import EngineRPC
import Foundation
import Gateway
import LighthouseCompatibility
import Logging
import NIOCore
import NIOPosix

/// Two embedded engines, a gateway in parallel mode in front of them, and a caller's connection.
struct DemoChain {
  let gateway: GatewayService
  let caller: RawClient
  let driver: SlotDriver
  private let engines: PerSide<EngineServer>
  private let engineClients: PerSide<RawClient>
  private let folder: URL

  static func start(_ group: MultiThreadedEventLoopGroup) async throws -> DemoChain {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "lighthouse-compat-demo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let secrets = PerSide { side in DemoSecret(folder: folder, name: side.rawValue) }
    let callers = DemoSecret(folder: folder, name: "callers")
    for secret in [secrets.v4, secrets.v5, callers] { try secret.write() }
    let genesis = try Genesis(json: Array(DemoGenesis.json.utf8))
    // As real engines do, each puts its own name into the blocks that it builds.
    let v4 = try await engine(genesis, name: "engine-a", secrets.v4, group)
    let v5 = try await engine(genesis, name: "engine-b", secrets.v5, group)
    let configuration = try GatewayConfiguration(
      yaml: """
        listen: {port: 0, jwtSecret: \(callers.path)}
        admin: {port: 0}
        mode: parallel
        v4: {url: "http://127.0.0.1:\(v4.port)", jwtSecret: \(secrets.v4.path)}
        v5: {url: "http://127.0.0.1:\(v5.port)", jwtSecret: \(secrets.v5.path)}
        """, environment: [:])
    var logger = Logger(label: "lighthouse-compat") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .warning
    let gateway = try await GatewayService.start(
      configuration, group: group, logger: logger, now: WallClock.now)
    var options = SlotDriverOptions()
    options.dialect = .v4
    return DemoChain(
      gateway: gateway, caller: try await client(gateway.port, callers, group),
      driver: SlotDriver(
        genesisHash: genesis.blockHash, genesisTimestamp: genesis.blockTimestamp,
        forks: genesis.forks, options: options),
      engines: PerSide(v4: v4, v5: v5),
      engineClients: PerSide(
        v4: try await client(v4.port, secrets.v4, group),
        v5: try await client(v5.port, secrets.v5, group)),
      folder: folder)
  }

  /// The hash of each engine's head, asked of the engine itself.
  func heads() async -> PerSide<String?> {
    PerSide(v4: await head(engineClients.v4), v5: await head(engineClients.v5))
  }

  /// Waits until every exchange has been compared, for at most ten seconds.
  func settle() async throws {
    for _ in 0..<1000 {
      if try await gateway.outstanding() == 0 { return }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  func stop() async throws {
    try await gateway.drain()
    for side in Side.allCases { try await engines[side].drain(deadline: .now() + .seconds(1)) }
    try FileManager.default.removeItem(at: folder)
  }

  private func head(_ client: RawClient) async -> String? {
    let answer = await client.call("eth_getBlockByNumber", ["latest", false])
    return (try? answer.get())?.value["hash"]?.stringValue
  }

  private static func engine(
    _ genesis: Genesis, name: String, _ secret: DemoSecret, _ group: MultiThreadedEventLoopGroup
  ) async throws -> EngineServer {
    var options = DevEngineOptions()
    options.extraData = Array(name.utf8)
    let engine = try DevEngine(genesis: genesis, options: options)
    return try await EngineServer.start(
      on: group.next(), host: "127.0.0.1", port: 0, secret: secret.secret(), now: WallClock.now
    ) { _ in DevEngineResponder(engine) }
  }

  private static func client(
    _ port: Int, _ secret: DemoSecret, _ group: MultiThreadedEventLoopGroup
  ) async throws -> RawClient {
    try await RawClient(
      endpoint: UpstreamEndpoint(host: "127.0.0.1", port: port), secret: secret.secret(),
      loop: group.next())
  }
}

/// A secret made for one run of the demo.
struct DemoSecret {
  let path: String
  private let hex: String

  init(folder: URL, name: String) {
    path = folder.appending(path: "\(name).jwt").path
    hex = (0..<32).map { _ in
      let digits = String(UInt8.random(in: .min ... .max), radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  func write() throws {
    let written = FileManager.default.createFile(
      atPath: path, contents: Data(hex.utf8), attributes: [.posixPermissions: 0o600])
    if !written { throw JWTSecretError.unreadable(path) }
  }

  func secret() throws -> JWTSecret { try JWTSecret(hex: hex) }
}
