import ChildPrograms
package import EngineRPC
package import Foundation
import Glibc
import TestKit

/// An EELS engine: a child process on a free port, ended with the test.
package final class EELSEngine: Sendable {
  package let port: Int
  private let key: [UInt8]
  private let process: ChildProcess

  private init(port: Int, key: [UInt8], process: ChildProcess) {
    self.port = port
    self.key = key
    self.process = process
  }

  // MARK: The process

  /// Starts an engine and waits until it listens.
  ///
  /// - Parameters:
  ///   - extraData: of the blocks that it builds; tells whose a block is.
  ///   - folder: for what it reads and writes.
  ///   - callLog: the file that gets every call as it comes, so that nothing is lost with the engine.
  package static func start(
    genesis: ChainGenesis, extraData: String, key: [UInt8], secretFile: URL, folder: URL,
    port: Int = 0, callLog: URL? = nil
  ) async throws -> EELSEngine {
    let errors = folder.appending(path: "\(extraData).log")
    try Data().write(to: errors)
    guard let log = Descriptor.open(errors.path, O_WRONLY) else {
      throw ProgramStart.Failure(code: errno)
    }
    let command = [
      try interpreter().path,
      tests.appending(path: "EELS/engine.py").path, "--genesis", genesis.file.path, "--port",
      "\(port)",
      "--jwt-secret", secretFile.path, "--extra-data", extraData, "--exit-with-parent",
    ]
    var environment = ProcessInfo.processInfo.environment
    if let callLog { environment["EELS_LOG"] = callLog.path }
    let process = try ChildProcess(command, errors: log, environment: environment)
    let line = try await blocking { Self.line(process.output) }
    guard line.hasPrefix("listening on "),
      let port = line.split(separator: ":").last.flatMap({ Int($0) })
    else {
      process.signal(SIGKILL)
      _ = try await blocking { process.waitForEnd() }
      throw ChainKitError.engineDidNotStart(
        output: line, errors: try String(contentsOf: errors, encoding: .utf8))
    }
    return EELSEngine(port: port, key: key, process: process)
  }

  /// Ends the process at once, stopped or not, and waits for its end.
  package func kill() async throws {
    signal(SIGKILL)
    _ = try await blocking { [process] in process.waitForEnd() }
  }

  /// Ends the process without waiting for it.
  package func signalKill() {
    signal(SIGKILL)
  }

  /// Stops the process where it is: its port accepts connections and nothing is answered.
  package func stop() {
    signal(SIGSTOP)
  }

  private func signal(_ number: Int32) {
    process.signal(number)
  }

  /// Lets a stopped process go on.
  package func resume() {
    signal(SIGCONT)
  }

  private static func line(_ output: Descriptor) -> String {
    var text: [UInt8] = []
    while !text.contains(UInt8(ascii: "\n")) {
      let chunk = output.readSome()
      if chunk.isEmpty { break }
      text += chunk
    }
    return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The folder `Tests`.
  private static var tests: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  }

  private static func interpreter() throws -> URL {
    let project = tests.deletingLastPathComponent().appending(path: ".venv/bin/python")
    let named = ProcessInfo.processInfo.environment["EELS_PYTHON"]
    let url = named.map { URL(filePath: $0) } ?? project
    guard FileManager.default.isExecutableFile(atPath: url.path) else {
      throw ChainKitError.noInterpreter(path: url.path)
    }
    return url
  }

  // MARK: Talking to it, past the gateway

  /// Switches a fault on for the calls whose method begins with that text.
  package func setFault(_ fault: EngineFault, method: String = "", seconds: Double = 0) async throws
  {
    let body = #"{"mode":"\#(fault.rawValue)","method":"\#(method)","seconds":\#(seconds)}"#
    _ = try await exchange("POST", "/_fault", body: body)
  }

  /// Every call that has arrived, in order.
  package func log() async throws -> [LoggedCall] {
    let entries = try JSONValue(parsing: try await exchange("GET", "/_log").body)
    guard let calls = entries.arrayValue else {
      throw ChainKitError.unreadable(what: "log", text: entries.text)
    }
    return calls.map {
      LoggedCall(
        method: $0["method"]?.stringValue ?? "", subject: $0["hash"]?.stringValue,
        outcome: $0["outcome"]?.stringValue)
    }
  }

  /// Calls the engine past the gateway and returns its whole answer.
  package func call(_ method: String, _ params: [JSONValue], id: Int) async throws -> JSONValue {
    let body = JSONValue.object(
      JSONObject([
        .init(name: "jsonrpc", value: "2.0"), .init(name: "id", value: .number("\(id)")),
        .init(name: "method", value: .string(method)), .init(name: "params", value: .array(params)),
      ]))
    return try JSONValue(parsing: try await exchange("POST", "/", body: body.text).body)
  }

  /// A block as the engine has it.
  package func block(_ tag: String) async throws -> JSONValue {
    let answer = try await call("eth_getBlockByNumber", [.string(tag), false], id: 1)
    guard let block = answer["result"] else {
      throw ChainKitError.unreadable(what: "block", text: answer.text)
    }
    return block
  }

  private func exchange(
    _ verb: String, _ path: String, body: String = ""
  ) async throws -> RawHTTP.Response {
    let token = SignedToken.make(
      header: #"{"alg":"HS256","typ":"JWT"}"#,
      claims: #"{"iat":\#(Int(Date().timeIntervalSince1970))}"#, key: key)
    let request = [
      "\(verb) \(path) HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
      "Authorization: Bearer \(token)", "Content-Type: application/json",
      "Content-Length: \(body.utf8.count)", "", body,
    ].joined(separator: "\r\n")
    let response = try await blocking { [port] in
      try RawHTTP.exchange(port: port, Array(request.utf8))
    }
    guard response.status == 200 else {
      throw ChainKitError.engineRefused(path: path, status: response.status, text: response.text)
    }
    return response
  }
}
