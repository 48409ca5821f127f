import EngineRPC
import EngineTypes
import EthereumPrimitives

/// By what an operation is found again in another party's log, whatever its method's version.
enum OperationKey: Hashable {
  case newPayload(Hash32)
  case forkchoiceUpdated(ForkchoiceState, CanonicalDigest?, parentBeaconBlockRoot: Hash32?)
  case getPayload(String)
  case other(String, CanonicalDigest)

  init(_ entry: ChronicleEntry) {
    switch entry.subject {
    case .newPayload(let hash, _): self = .newPayload(hash)
    case .forkchoiceUpdated(let state, let attributes):
      self = .forkchoiceUpdated(
        state, attributes?.digest, parentBeaconBlockRoot: attributes?.parentBeaconBlockRoot)
    case .getPayload(let id): self = .getPayload(id)
    case .other(let digest):
      self = .other(EngineMethod(name: entry.method)?.family.rawValue ?? entry.method, digest)
    }
  }

  /// The key under which a caller asked it to whose attributes the gateway added a root; nil where
  /// it has none.
  var withoutRoot: OperationKey? {
    guard case .forkchoiceUpdated(let state, let attributes, _?) = self else { return nil }
    return .forkchoiceUpdated(state, attributes, parentBeaconBlockRoot: nil)
  }
}
