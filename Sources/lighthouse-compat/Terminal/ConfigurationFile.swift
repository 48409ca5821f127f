import ArgumentParser
import Foundation
import Gateway

/// The option that names the configuration file.
struct ConfigurationFile: ParsableArguments {
  @Option(name: [.customShort("c"), .customLong("config")], help: "The YAML configuration file.")
  var path: String

  /// Reads it, with the environment over it.
  func read() throws -> GatewayConfiguration {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ConfigurationProblems(
        problems: [ConfigurationProblem(path: path, line: nil, reason: "cannot be read")])
    }
    guard let yaml = String(data: data, encoding: .utf8) else {
      throw ConfigurationProblems(
        problems: [ConfigurationProblem(path: path, line: nil, reason: "is no UTF-8 text")])
    }
    return try GatewayConfiguration(
      yaml: yaml, environment: ProcessInfo.processInfo.environment)
  }
}
