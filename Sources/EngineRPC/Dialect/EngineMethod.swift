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

  /// Reads `engine_newPayloadV3` and the like, versions 1 to 9; nil for every other name.
  public init?(name: String) {
    guard let known = Self.byName[name] else { return nil }
    self = known
  }

  public var name: String {
    Self.names[self] ?? family.rawValue + "V\(version)"
  }

  // Every operation asks for its method several times over; taking names apart allocates.
  private static let names: [EngineMethod: String] = Dictionary(
    uniqueKeysWithValues: Family.allCases.flatMap { family in
      (1...9).map { (EngineMethod(family, version: $0), family.rawValue + "V\($0)") }
    })
  private static let byName: [String: EngineMethod] = Dictionary(
    uniqueKeysWithValues: names.map { ($0.value, $0.key) })
}

extension EngineMethod {
  /// The one method whose answer is about the connection rather than the chain.
  public static let exchangeCapabilities = "engine_exchangeCapabilities"
}
