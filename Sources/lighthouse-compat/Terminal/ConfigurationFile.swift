import ArgumentParser
import Foundation
import Gateway
import Glibc

/// The option that names the configuration file.
struct ConfigurationFile: ParsableArguments {
  @Option(name: [.customShort("c"), .customLong("config")], help: "The YAML configuration file.")
  var path: String

  private static let limit = 1 << 20

  /// Reads it, a pipe to its end, with the environment over it.
  func read() throws -> GatewayConfiguration {
    guard let file = FileHandle(forReadingAtPath: path),
      let data = try? file.read(upToCount: Self.limit + 1) ?? Data()
    else { throw problem("cannot be read") }
    guard data.count <= Self.limit else { throw problem("is larger than \(Self.limit) bytes") }
    guard let yaml = String(data: data, encoding: .utf8) else { throw problem("is no UTF-8 text") }
    return try GatewayConfiguration(
      yaml: yaml, environment: ProcessInfo.processInfo.environment)
  }

  /// Whether it is a pipe: what was read of one is gone, and who waits for more may wait for ever.
  var isPipe: Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
  }

  private func problem(_ reason: String) -> ConfigurationProblems {
    ConfigurationProblems(problems: [ConfigurationProblem(path: path, line: nil, reason: reason)])
  }
}
