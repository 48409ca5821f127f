/// A method of the Engine API, taken apart into what it does and its version.
public struct EngineMethod: Sendable, Hashable {
  /// What a method does, whatever its version.
  public enum Family: String, Sendable, CaseIterable {
    case newPayload = "engine_newPayload"
    case forkchoiceUpdated = "engine_forkchoiceUpdated"
    case getPayload = "engine_getPayload"
    case getPayloadBodiesByHash = "engine_getPayloadBodiesByHash"
    case getPayloadBodiesByRange = "engine_getPayloadBodiesByRange"
    case getClientVersion = "engine_getClientVersion"
  }

  public var family: Family
  public var version: Int

  public init(_ family: Family, version: Int) {
    self.family = family
    self.version = version
  }

  /// Reads `engine_newPayloadV3` and the like; nil for every other name.
  public init?(name: String) {
    guard let separator = name.lastIndex(of: "V"),
      let family = Family(rawValue: String(name[..<separator]))
    else { return nil }
    let digits = name[name.index(after: separator)...]
    guard digits.count == 1, let version = Int(digits), version > 0 else { return nil }
    self.init(family, version: version)
  }

  public var name: String { family.rawValue + "V\(version)" }
}

extension EngineMethod {
  /// The one method whose answer is about the connection rather than the chain.
  public static let exchangeCapabilities = "engine_exchangeCapabilities"
}
