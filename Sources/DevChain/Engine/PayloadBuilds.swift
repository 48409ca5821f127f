import Crypto
import EngineTypes
import EthereumPrimitives

/// The payloads that were built, the newest ten of them.
struct PayloadBuilds: Sendable {
  private static let capacity = 10

  private var builds: [(id: PayloadID, payload: ExecutionPayload)] = []

  subscript(id: PayloadID) -> ExecutionPayload? {
    builds.first { $0.id == id }?.payload
  }

  mutating func add(_ payload: ExecutionPayload, id: PayloadID) {
    builds.insert((id, payload), at: 0)
    if builds.count > Self.capacity { builds.removeLast() }
  }

  /// The id that geth gives a build: the version, then seven bytes of a SHA-256 over the parent and
  /// the attributes.
  static func id(parent: Hash32, attributes: PayloadAttributes, version: UInt8) -> PayloadID {
    var withdrawals = RLPWriter()
    withdrawals.appendList { list in
      for withdrawal in attributes.withdrawals ?? [] { list.appendEncoded(withdrawal.rlp) }
    }
    var hasher = SHA256()
    hasher.update(data: parent.bytes)
    hasher.update(data: UInt256(attributes.timestamp).bigEndianBytes.suffix(8))
    hasher.update(data: attributes.prevRandao.bytes)
    hasher.update(data: attributes.suggestedFeeRecipient.bytes)
    hasher.update(data: withdrawals.bytes)
    if let root = attributes.parentBeaconBlockRoot { hasher.update(data: root.bytes) }
    return PayloadID([version] + Array(hasher.finalize())[1..<8]) ?? .zero
  }
}
