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
    var name = name
    guard let known = name.withUTF8({ Self.read(UnsafeRawBufferPointer($0)) }) else { return nil }
    self = known
  }

  public var name: String {
    guard (1...9).contains(version) else { return family.rawValue + "V\(version)" }
    return Self.names[family.index][version - 1]
  }

  // Every operation asks for its method several times over.
  private static let names: [[String]] = Family.allCases.map { family in
    (1...9).map { family.rawValue + "V\($0)" }
  }

  private static func read(_ name: UnsafeRawBufferPointer) -> EngineMethod? {
    guard name.count > 2, name[name.count - 2] == UInt8(ascii: "V"),
      (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(name[name.count - 1]),
      let family = Family(UnsafeRawBufferPointer(rebasing: name.dropLast(2)))
    else { return nil }
    return EngineMethod(family, version: Int(name[name.count - 1] - UInt8(ascii: "0")))
  }
}

extension EngineMethod.Family {
  /// The family of this name, by its length first.
  fileprivate init?(_ name: UnsafeRawBufferPointer) {
    switch name.count {
    case 17 where name.spells("engine_newPayload"): self = .newPayload
    case 17 where name.spells("engine_getPayload"): self = .getPayload
    case 24 where name.spells("engine_forkchoiceUpdated"): self = .forkchoiceUpdated
    case 29 where name.spells("engine_getPayloadBodiesByHash"): self = .getPayloadBodiesByHash
    case 30 where name.spells("engine_getPayloadBodiesByRange"): self = .getPayloadBodiesByRange
    case 23 where name.spells("engine_getClientVersion"): self = .getClientVersion
    default: return nil
    }
  }

  /// The place among all cases.
  fileprivate var index: Int {
    switch self {
    case .newPayload: 0
    case .forkchoiceUpdated: 1
    case .getPayload: 2
    case .getPayloadBodiesByHash: 3
    case .getPayloadBodiesByRange: 4
    case .getClientVersion: 5
    }
  }
}

extension EngineMethod {
  /// The one method whose answer is about the connection rather than the chain.
  public static let exchangeCapabilities = "engine_exchangeCapabilities"
}
