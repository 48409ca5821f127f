import EthereumPrimitives

/// What a Deneb block has beside its Capella members.
struct DenebFields: Sendable, Hashable {
  var blobGasUsed: UInt64 = 0
  var excessBlobGas: UInt64 = 0
  var parentBeaconBlockRoot: Hash32

  /// The blob gas that a block may use before the next one's excess grows (EIP-4844).
  private static let target: UInt64 = 393_216

  /// The excess that the next block has (EIP-4844, `calc_excess_blob_gas`).
  var nextExcess: UInt64 {
    let (sum, overflow) = excessBlobGas.addingReportingOverflow(blobGasUsed)
    return overflow || sum < Self.target ? 0 : sum - Self.target
  }
}

/// The Deneb fields of blocks, by their hash; bounded, the oldest goes first.
struct DenebMemory: Sendable {
  static let capacity = 1024

  private var fields: [Hash32: DenebFields] = [:]
  private var order: [Hash32] = []

  subscript(block: Hash32) -> DenebFields? { fields[block] }

  /// What is remembered, the oldest first.
  var all: [(block: Hash32, fields: DenebFields)] {
    order.compactMap { block in fields[block].map { (block, $0) } }
  }

  mutating func remember(_ block: Hash32, _ denebFields: DenebFields) {
    if fields.updateValue(denebFields, forKey: block) == nil { order.append(block) }
    if order.count > Self.capacity { fields[order.removeFirst()] = nil }
  }
}
