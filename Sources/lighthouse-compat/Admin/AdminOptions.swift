import ArgumentParser
import EngineRPC
import Foundation
import Gateway
import NIOCore

/// The options that name a running gateway's admin interface.
struct AdminOptions: ParsableArguments {
  @Option(
    help: """
      The gateway's admin address: http://HOST:PORT or unix:PATH (default: the environment's \
      LIGHTHOUSE_COMPAT_ADMIN, else http://127.0.0.1:8552).
      """)
  var admin: String?
  @Option(
    help: """
      The file with the admin token, for changes (default: the environment's \
      LIGHTHOUSE_COMPAT_ADMIN_TOKEN).
      """)
  var token: String?

  func validate() throws {
    _ = try address()
  }

  private func address() throws -> AdminAddress {
    let text =
      admin ?? ProcessInfo.processInfo.environment["LIGHTHOUSE_COMPAT_ADMIN"]
      ?? "http://127.0.0.1:8552"
    guard let address = AdminAddress(text) else {
      throw ValidationError(
        "'\(text.prefix(120))' is no admin address; expected http://HOST:PORT or unix:PATH")
    }
    return address
  }

  /// Runs a verb with a client of the interface; what goes wrong on the way ends the process.
  func run<Value>(_ body: (AdminClient) async throws -> Value) async throws -> Value {
    let address = try address()
    let file = token ?? ProcessInfo.processInfo.environment["LIGHTHOUSE_COMPAT_ADMIN_TOKEN"]
    let secret: AdminToken?
    do {
      secret = try file.map { path throws(AdminTokenError) in try AdminToken(file: path) }
    } catch {
      Output.note("\(error)")
      throw ExitCode(AdminExit.failed)
    }
    do {
      return try await EventLoops.run(threads: 1) { group in
        try await body(AdminClient(address: address, token: secret, group: group))
      }
    } catch let error as AdminClientError {
      Output.note("\(error)")
      throw ExitCode(AdminExit.unreachable)
    }
  }
}

/// Exit codes of the verbs that ask a gateway.
enum AdminExit {
  /// It failed, or the gateway refused.
  static let failed: Int32 = 2
  /// The gateway waits for a person.
  static let waiting: Int32 = 3
  static let timeout: Int32 = 4
  static let unreachable: Int32 = 5
  /// A side is not ready.
  static let hold: Int32 = 6
}

extension AdminClient.Answer {
  /// The body of a good answer; prints what the gateway objects to otherwise, and ends the process.
  func good(json: Bool = false) throws -> JSONValue {
    guard status != 200 else { return body }
    if json {
      Output.json(body)
    } else {
      Output.note(body["error"]?.stringValue ?? "the gateway answers \(status)")
      if let fix = body["fix"]?.stringValue { Output.note("fix: \(fix)") }
    }
    throw ExitCode(AdminExit.failed)
  }
}
