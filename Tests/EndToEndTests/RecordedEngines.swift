import Chronicle
import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import Foundation
import NIOCore
import NIOPosix
import TestKit

/// Embedded engines whose calls are written down, with the secret of whoever calls them.
struct RecordedEngines: Sendable {
  static let key = [UInt8](repeating: 7, count: 32)

  let genesis: Genesis
  let logs: [String: LiveLog]
  private let servers: [EngineServer]

  /// Starts an engine for each name.
  static func start(
    _ names: [String], on group: MultiThreadedEventLoopGroup
  ) async throws -> RecordedEngines {
    let genesis = try Genesis(json: Array(Fixture("genesis/geth-shanghai.json").data()))
    var logs: [String: LiveLog] = [:]
    var servers: [EngineServer] = []
    for name in names {
      let log = LiveLog()
      var options = DevEngineOptions()
      options.extraData = Array(name.utf8)
      let engine = try DevEngine(genesis: genesis, options: options)
      logs[name] = log
      servers.append(
        try await EngineServer.start(
          on: group.next(), host: "127.0.0.1", port: 0, secret: JWTSecret(bytes: key),
          now: { Date().timeIntervalSince1970 }
        ) { _ in ChronicleRecorder(DevEngineResponder(engine), log: log) })
    }
    return RecordedEngines(genesis: genesis, logs: logs, servers: servers)
  }

  func end() async throws {
    for server in servers { try await server.drain(deadline: .now()) }
  }

  /// The settings of a gateway in front of them, with the secret's file in a folder.
  func settings(secretIn folder: URL) throws -> String {
    let secret = folder.appending(path: "secret")
    try Data(String(repeating: "07", count: 32).utf8).write(to: secret)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret.path)
    let ports = [servers[0].port, servers[servers.count - 1].port]
    return """
      listen: {port: 0, jwtSecret: \(secret.path)}
      admin: {port: 0}
      drainSeconds: 2
      v4: {url: "http://127.0.0.1:\(ports[0])", jwtSecret: \(secret.path)}
      v5: {url: "http://127.0.0.1:\(ports[1])", jwtSecret: \(secret.path)}

      """
  }

  /// A slot driver that starts at the genesis block.
  func slotDriver() -> SlotDriver {
    var options = SlotDriverOptions()
    options.dialect = .v4
    return SlotDriver(
      genesisHash: genesis.blockHash, genesisTimestamp: genesis.blockTimestamp,
      forks: ForkSchedule(shanghaiTime: 0), options: options)
  }

  /// What the checker has to know of them.
  var expectations: ChronicleExpectations {
    let names = logs.keys.sorted()
    return ChronicleExpectations(
      topology: names.count == 1 ? .shared(names[0]) : .separate(v4: names[0], v5: names[1]),
      knownBlocks: [genesis.blockHash])
  }
}
