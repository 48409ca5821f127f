/// The methods that an engine says it serves.
public struct Capabilities: Sendable, Hashable {
  public var methods: Set<String>

  public init(_ methods: Set<String>) {
    self.methods = methods
  }

  public func serves(_ family: EngineMethod.Family, version: Int) -> Bool {
    methods.contains(EngineMethod(family, version: version).name)
  }

  /// The highest version served out of those given, which come highest first.
  public func highest(of family: EngineMethod.Family, in versions: [Int]) -> Int? {
    versions.first { serves(family, version: $0) }
  }
}
