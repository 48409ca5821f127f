/// A feature that a dialect has no words for, by name.
public enum Inexpressible: Error, Hashable, Sendable {
  /// The v4 dialect knows no structure of Deneb.
  case denebStructure(method: String)
  /// A build that fixes the parent beacon block root.
  case parentBeaconBlockRoot(method: String)
  /// What a caller that speaks v4's dialect asks of a chain past Cancun, or would be answered,
  /// cannot be proven or put into its words.
  case unbridgeable(String)
  /// The engine does not serve the method that the structure needs.
  case requiredMethodUnsupported(method: String)
}

extension Inexpressible: CustomStringConvertible {
  /// The feature, then what needs it.
  public var description: String {
    switch self {
    case .denebStructure(let method):
      "blobGasUsed, excessBlobGas, parentBeaconBlockRoot: \(method) carries a Deneb structure,"
        + " which the v4 dialect cannot express"
    case .parentBeaconBlockRoot(let method):
      "parentBeaconBlockRoot: attributes of \(method) carry it, which the v4 dialect cannot express"
    case .unbridgeable(let reason): reason
    case .requiredMethodUnsupported(let method):
      "required method unsupported: the engine does not serve \(method)"
    }
  }
}
