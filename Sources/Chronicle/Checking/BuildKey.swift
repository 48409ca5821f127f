import EngineTypes
import EthereumPrimitives

/// What a build was asked for: payloads for the same head and attributes replace each other.
struct BuildKey: Hashable {
  var head: Hash32
  var attributes: CanonicalDigest

  /// Nil where an operation asks for no build.
  init?(_ subject: OperationSubject) {
    guard case .forkchoiceUpdated(let state, let attributes?) = subject else { return nil }
    head = state.headBlockHash
    self.attributes = attributes.digest
  }
}
