import NIOPosix
import ArgumentParser
import DevChain
import EngineHTTP
import EngineRPC
import EthereumPrimitives
import Foundation
import NIOCore
import Recordings

/// Runs an execution engine for tests and demonstrations.
struct EngineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "engine", abstract: "Runs an engine: embedded from a genesis, or as recorded.",
    discussion: """
      Example: lighthouse-compat engine --genesis genesis.json --port 8551 --jwt-secret jwt.hex
      """)

  @Option(help: "Start an embedded chain from this geth genesis JSON.") var genesis: String?
  @Option(help: "Answer as recorded in this file.") var recording: String?
  @Option(help: "Listen on this port of 127.0.0.1, 0 for any free one.") var port: Int
  @Option(help: "The file with the JWT secret.") var jwtSecret: String
  @Option(help: "The extraData of blocks built, as 0x hex (with --genesis).") var extraData = "0x"

  func validate() throws {
    guard (genesis == nil) != (recording == nil) else {
      throw ValidationError("give either --genesis or --recording")
    }
    guard (0...65535).contains(port) else { throw ValidationError("no such port: \(port)") }
  }

  func run() async throws {
    let secret: JWTSecret
    let makeResponder: @Sendable () -> any EngineResponder
    do {
      secret = try JWTSecret(file: jwtSecret)
      makeResponder = try responder()
    } catch {
      Output.note("\(error)")
      throw ExitCode(2)
    }
    let signal = ShutdownSignal()
    try await EventLoops.run { group in
      let server = try await EngineServer.start(
        on: group.next(), host: "127.0.0.1", port: port, secret: secret, now: WallClock.now
      ) { _ in makeResponder() }
      Output.line("listening on 127.0.0.1:\(server.port)")
      _ = await signal.wait()
      try await server.drain(deadline: .now() + .seconds(2))
    }
  }

  private func responder() throws -> @Sendable () -> any EngineResponder {
    if let recording {
      let recording = try Recording(file: recording)
      return { RecordingEngine(recording) }
    }
    guard let genesis, let json = FileManager.default.contents(atPath: genesis) else {
      throw ValidationError("cannot read the genesis \(genesis ?? "")")
    }
    var options = DevEngineOptions()
    options.extraData = try Hex.decodeData(extraData)
    let engine = try DevEngine(genesis: try Genesis(json: Array(json)), options: options)
    return { DevEngineResponder(engine) }
  }
}
