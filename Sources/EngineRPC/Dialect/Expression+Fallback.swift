extension Dialect {
  /// Falls back from V2 to V1 for an engine that is known to serve only the older one.
  public func olderWhereNeeded(_ method: EngineMethod, _ capabilities: Capabilities?) -> Expression
  {
    let older = EngineMethod(method.family, version: 1).name
    guard method.version == 2, let capabilities, !capabilities.methods.contains(method.name),
      capabilities.methods.contains(older)
    else { return .verbatim }
    return .renamed(older)
  }
}
