/// A key of the configuration file, as `validate` and the documentation list it.
public struct ConfigurationKey: Sendable, Hashable {
  /// What a value must be.
  public enum Kind: String, Sendable {
    case text, integer, number, boolean, list
  }

  /// How a running gateway takes another value.
  public enum Change: String, Sendable {
    case restart
    /// By `SIGHUP`.
    case reload
    /// By `SIGHUP` and by `POST /v1/flags`.
    case flag
  }

  public let path: String
  public let kind: Kind
  /// What holds where the key is absent; nil where there is no such value.
  public let standard: String?
  public let meaning: String
  public let change: Change

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
