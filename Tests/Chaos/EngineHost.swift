import ChainKit
import ChildPrograms
import Chronicle
import EngineRPC
import Foundation
import Synchronization

/// An engine of a run, with whatever took its place after it was killed, and all their logs.
final class EngineHost: Sendable {
  let name: String
  private let extraData: String
  private let key: [UInt8]
  private let secret: URL
  private let folder: URL
  private let state: Mutex<State>

  private struct State {
    var engine: EELSEngine
    var logs: [URL]
  }

  private init(
    name: String, extraData: String, key: [UInt8], secret: URL, folder: URL, engine: EELSEngine,
    log: URL
  ) {
    (self.name, self.extraData, self.key) = (name, extraData, key)
    (self.secret, self.folder) = (secret, folder)
    state = Mutex(State(engine: engine, logs: [log]))
  }

  static func start(_ name: String, key: [UInt8], secret: URL, folder: URL) async throws
    -> EngineHost
  {
    // What a block says of its builder tells whose it is.
    let extraData = "0x" + name.utf8.map { String($0, radix: 16) }.joined()
    let log = folder.appending(path: "\(name).1.jsonl")
    let engine = try await EELSEngine.start(
      genesis: .shanghai, extraData: extraData, key: key, secretFile: secret, folder: folder,
      callLog: log)
    return EngineHost(
      name: name, extraData: extraData, key: key, secret: secret, folder: folder, engine: engine,
      log: log)
  }

  var engine: EELSEngine { state.withLock { $0.engine } }

  /// Starts another one where it was, which knows only the genesis.
  func replace() async throws {
    let old = engine
    try await old.kill()
    let log = state.withLock { state in
      let log = folder.appending(path: "\(name).\(state.logs.count + 1).jsonl")
      state.logs.append(log)
      return log
    }
    let engine = try await EELSEngine.start(
      genesis: .shanghai, extraData: extraData, key: key, secretFile: secret, folder: folder,
      port: old.port, callLog: log)
    state.withLock { $0.engine = engine }
  }

  /// Everything that was asked of it, whatever became of the processes.
  func log() throws -> ChronicleLog {
    var whole = ChronicleLog(limit: .max)
    for file in state.withLock({ $0.logs }) {
      guard let data = FileManager.default.contents(atPath: file.path) else { continue }
      whole.append(try ChronicleLog(eelsLog: Array(data)))
    }
    return whole
  }

  func head() async throws -> String? {
    try await engine.block("latest")["hash"]?.stringValue
  }
}
