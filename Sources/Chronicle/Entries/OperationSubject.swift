public import EngineTypes
public import EthereumPrimitives

/// What an operation is about, as far as following it through the logs needs it.
public enum OperationSubject: Sendable, Hashable {
  case newPayload(blockHash: Hash32, parentHash: Hash32?)
  case forkchoiceUpdated(ForkchoiceState, AttributesOutline?)
  /// The id is text in lower case.
  case getPayload(id: String)
  /// Every other method, and the three above where they cannot be read: the digest of the
  /// parameters.
  case other(CanonicalDigest)
}

extension OperationSubject: CustomStringConvertible {
  public var description: String {
    switch self {
    case .newPayload(let hash, _): "block \(hash.short)"
    case .forkchoiceUpdated(let state, let attributes):
      "head \(state.headBlockHash.short)\(attributes == nil ? "" : " with attributes")"
    case .getPayload(let id): "build \(id)"
    case .other(let digest): "parameters \(digest)"
    }
  }
}

extension Hash32 {
  /// Enough of the hash to find it in a log.
  var short: String { String(description.prefix(14)) }
}
