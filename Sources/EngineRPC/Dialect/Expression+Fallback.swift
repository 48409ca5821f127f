extension Dialect {
  /// Falls back from V2 to V1 for an engine that is known to serve only the older one.
  public func olderWhereNeeded(_ method: EngineMethod, _ capabilities: Capabilities?) -> Expression
  {
    guard method.version == 2, let capabilities, !capabilities.methods.contains(method.name) else {
      return .verbatim
    }
    let older = EngineMethod(method.family, version: 1).name
    return capabilities.methods.contains(older) ? .renamed(older) : .verbatim
  }
}
