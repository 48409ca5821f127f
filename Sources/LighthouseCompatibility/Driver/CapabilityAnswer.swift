import EngineRPC

/// The answer to exchangeCapabilities: what both sides can serve, whatever the mode.
///
/// V1 and V2 methods are those that both engines serve, V3 methods those that v5's engine serves;
/// a side that is not configured, or was never heard of, takes nothing away.
enum CapabilityAnswer {
  static func methods(v4: Capabilities?, v5: Capabilities?) -> [String]? {
    guard v4 != nil || v5 != nil else { return nil }
    return MethodPolicy.engineMethods.filter { name in
      guard name != EngineMethod.exchangeCapabilities else { return false }
      guard let method = EngineMethod(name: name), method.version < 3 else {
        return v5?.methods.contains(name) ?? false
      }
      return (v4?.methods.contains(name) ?? true) && (v5?.methods.contains(name) ?? true)
    }.sorted()
  }
}
