/// A key of the configuration file, as `validate` and the documentation list it.
public struct ConfigurationKey: Sendable, Hashable {
  /// What a value must be.
  public enum Kind: String, Sendable {
    case text, integer, number, list
  }

  public let path: String
  public let kind: Kind
  /// What holds where the key is absent; nil where there is no such value.
  public let standard: String?
  public let meaning: String

  /// Every key, in the order of the documentation.
  public static let all: [ConfigurationKey] = [
    key("listen.host", .text, "127.0.0.1", "address that callers connect to"),
    key("listen.port", .integer, "8551", "port that callers connect to, 0 for any free one"),
    key("listen.jwtSecret", .text, nil, "file with the callers' JWT secret (required)"),
    key("listen.allowedHosts", .list, "localhost", "names accepted in the Host header, * for all"),
    key("listen.maxBodyBytes", .integer, "134217728", "largest request body"),
    key("listen.maxBatchItems", .integer, "2000", "most calls in a batch"),
    key("listen.maxConnections", .integer, "256", "most connections at once"),
    key("listen.requestSeconds", .number, "30", "how long a request may take to arrive"),
    key("listen.idleSeconds", .number, "120", "how long a connection may stay silent"),
    key("admin.host", .text, "127.0.0.1", "address of health and metrics"),
    key("admin.port", .integer, "8552", "port of health and metrics, 0 for any free one"),
    key("mode", .text, "v4Only", "v4Only, v5Only or parallel"),
    key("v4.url", .text, nil, "the engine that is spoken to as Lighthouse v4 does"),
    key("v4.jwtSecret", .text, nil, "file with that engine's JWT secret"),
    key("v4.timeoutMultiplier", .number, "1", "multiplies Lighthouse's time-outs"),
    key("v5.url", .text, nil, "the engine that is spoken to as Lighthouse v5 does"),
    key("v5.jwtSecret", .text, nil, "file with that engine's JWT secret"),
    key("v5.timeoutMultiplier", .number, "1", "multiplies Lighthouse's time-outs"),
    key("methods.allow", .list, nil, "methods served besides engine_, in place of the standard"),
    key("lanes.entries", .integer, "256", "operations that may wait for an engine"),
    key("lanes.bytes", .integer, "67108864", "bytes that may wait for an engine"),
    key("drainSeconds", .number, "10", "how long a stop waits for requests being served"),
    key("log.level", .text, "info", "trace, debug, info, notice, warning, error or critical"),
  ]

  private static func key(
    _ path: String, _ kind: Kind, _ standard: String?, _ meaning: String
  ) -> ConfigurationKey {
    ConfigurationKey(path: path, kind: kind, standard: standard, meaning: meaning)
  }

  /// The environment variable that overrides the key.
  public var environmentVariable: String {
    let words = path.reduce(into: "") { words, character in
      if character == "." {
        words.append("_")
      } else if character.isUppercase {
        words.append("_\(character)")
      } else {
        words.append(character.uppercased())
      }
    }
    return "LIGHTHOUSE_COMPAT_" + words
  }
}
