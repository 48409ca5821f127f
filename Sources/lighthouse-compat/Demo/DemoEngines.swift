import DevChain
import EngineHTTP
import EngineRPC
import Foundation
import LighthouseCompatibility
import NIOCore
import NIOPosix

/// Two embedded engines on one genesis, their secrets, and a connection of our own to each.
struct DemoEngines {
  let genesis: Genesis
  let secrets: PerSide<DemoSecret>
  /// Where the secrets lie.
  let folder: URL
  private let servers: PerSide<EngineServer>
  private let clients: PerSide<RawClient>

  /// - Parameter faults: what may go wrong with v5's engine.
  static func start(
    _ group: MultiThreadedEventLoopGroup, faults: DemoFaultSwitch? = nil
  ) async throws -> DemoEngines {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "lighthouse-compat-demo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let secrets = PerSide { side in DemoSecret(folder: folder, name: side.rawValue) }
    for side in Side.allCases { try secrets[side].write() }
    let genesis = try Genesis(json: Array(DemoGenesis.json.utf8))
    // As real engines do, each puts its own name into the blocks that it builds.
    let v4 = try await engine(genesis, name: "engine-a", secrets.v4, group)
    let v5 = try await engine(genesis, name: "engine-b", secrets.v5, group, faults)
    return DemoEngines(
      genesis: genesis, secrets: secrets, folder: folder, servers: PerSide(v4: v4, v5: v5),
      clients: PerSide(
        v4: try await client(v4.port, secrets.v4, group),
        v5: try await client(v5.port, secrets.v5, group)))
  }

  func endpoint(_ side: Side) -> UpstreamEndpoint {
    UpstreamEndpoint(host: "127.0.0.1", port: servers[side].port)
  }

  /// The hash of each engine's head, asked of the engine itself.
  func heads() async -> PerSide<String?> {
    PerSide(v4: await head(clients.v4), v5: await head(clients.v5))
  }

  func stop() async throws {
    for side in Side.allCases { try await servers[side].drain(deadline: .now() + .seconds(1)) }
    try FileManager.default.removeItem(at: folder)
  }

  static func client(
    _ port: Int, _ secret: DemoSecret, _ group: MultiThreadedEventLoopGroup
  ) async throws -> RawClient {
    try await RawClient(
      endpoint: UpstreamEndpoint(host: "127.0.0.1", port: port), secret: secret.secret(),
      loop: group.next())
  }

  private func head(_ client: RawClient) async -> String? {
    let answer = await client.call("eth_getBlockByNumber", ["latest", false])
    return (try? answer.get())?.value["hash"]?.stringValue
  }

  private static func engine(
    _ genesis: Genesis, name: String, _ secret: DemoSecret, _ group: MultiThreadedEventLoopGroup,
    _ faults: DemoFaultSwitch? = nil
  ) async throws -> EngineServer {
    var options = DevEngineOptions()
    options.extraData = Array(name.utf8)
    let engine = try DevEngine(genesis: genesis, options: options)
    return try await EngineServer.start(
      on: group.next(), host: "127.0.0.1", port: 0, secret: secret.secret(), now: WallClock.now
    ) { loop in
      let responder = DevEngineResponder(engine)
      guard let faults else { return responder }
      return FaultyResponder(responder, faults: faults, loop: loop)
    }
  }
}
