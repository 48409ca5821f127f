public import EngineRPC
import EngineTypes
import EthereumPrimitives

extension RebuiltBlock {
  /// The method that carries the payload: V1 before Shanghai, V3 from Cancun on, V2 between.
  public var newPayloadMethod: String {
    let version =
      switch payload.fork {
      case .paris: 1
      case .shanghai: 2
      case .cancun: 3
      }
    return EngineMethod(.newPayload, version: version).name
  }

  /// The parameters of that method; their `text` is the JSON to send.
  public var newPayloadParameters: JSONValue {
    switch payload {
    case .v1, .v2: [payload.json]
    case .v3:
      [
        payload.json, .array(versionedHashes.map { .data($0) }), .data(parentBeaconBlockRoot),
      ]
    }
  }
}
