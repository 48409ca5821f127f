import ArgumentParser
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation

/// Recomputes block hashes.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Recomputes the hash of execution payloads.",
    subcommands: [VerifyPayloadCommand.self])
}

/// Recomputes the block hash of newPayload's parameters.
struct VerifyPayloadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payload", abstract: "Recomputes a payload's block hash from its fields.",
    discussion: """
      Input: newPayload's parameters, or an object with 'method' and 'params'. Exits 0 when every
      hash is right, 1 when one is wrong, 2 when the input cannot be read.

      Example: lighthouse-compat verify payload --lines payloads.jsonl
      """)

  @Flag(help: "Each line of the input is a document of its own.") var lines = false
  @Flag(help: "Print a JSON object a line.") var json = false
  @Argument(help: "The file; standard input where it is absent or '-'.") var file: String?

  func run() throws {
    var worst: Int32 = 0
    for document in try InputFile.documents(file, lines: lines) {
      worst = max(worst, check(document))
    }
    if worst != 0 { throw ExitCode(worst) }
  }

  private func check(_ document: Data) -> Int32 {
    do throws(JSONError) {
      let request = try NewPayloadParams(JSONValue(parsing: document))
      report(request)
      return request.isRight ? 0 : 1
    } catch {
      if json { Output.json(["error": .string(error.description), "ok": false]) }
      Output.note("cannot be read: \(error)")
      return 2
    }
  }

  private func report(_ request: NewPayloadParams) {
    let fork = request.payload.fork.consensusName
    let stated = request.payload.v1.blockHash
    if json {
      return Output.json([
        "fork": .string(fork), "blockHash": .data(stated), "computed": .data(request.computed),
        "ok": .bool(request.isRight),
      ])
    }
    let verdict = request.isRight ? "ok" : "WRONG: its fields hash to \(request.computed)"
    Output.line("\(fork) \(stated) \(verdict)")
  }
}

/// newPayload's parameters, with the hash that they make.
struct NewPayloadParams {
  let payload: ExecutionPayload
  let computed: Hash32

  var isRight: Bool { computed == payload.v1.blockHash }

  /// Reads the parameters, or an object that holds them as `params`.
  init(_ value: JSONValue) throws(JSONError) {
    let params = value["params"] ?? value
    guard let list = params.arrayValue, let first = list.first else {
      throw JSONError(.value("expected newPayload's parameters, an array"))
    }
    payload = try ExecutionPayload(json: first)
    guard case .v3 = payload else {
      computed = payload.computedBlockHash(parentBeaconBlockRoot: nil)
      return
    }
    guard let text = params[2]?.stringValue, let root = try? Hash32(hex: text) else {
      throw JSONError(.missingMember("params[2]: the parent beacon block root"))
    }
    computed = payload.computedBlockHash(parentBeaconBlockRoot: root)
  }
}
