import EngineRPC
import EthereumPrimitives

/// The canonical bytes of a transaction, from the object in which an engine shows it (EIP-2718).
///
/// Types: legacy, with and without a chain id in `v` (EIP-155), 1 (EIP-2930), 2 (EIP-1559) and 3
/// (EIP-4844). Whether the bytes are right, their hash says: `TransactionEncoding` only writes.
struct TransactionEncoding {
  /// The type byte; zero for legacy.
  let type: UInt64
  private let members: JSONMembers

  init(_ value: JSONValue) throws(JSONError) {
    members = try JSONMembers(value)
    // Engines from before EIP-2718 show no type.
    type = try members.quantityIfPresent("type") ?? 0
  }

  /// The hash that the object states.
  func statedHash() throws(JSONError) -> Hash32 {
    try members.bytes("hash")
  }

  /// The bytes; nil for a type that is not known here.
  func bytes() throws(JSONError) -> [UInt8]? {
    switch type {
    case 0: try legacy()
    case 1: try typed(1, try accessListFields())
    case 2: try typed(2, try feeMarketFields())
    case 3: try typed(3, try blobFields())
    default: nil
    }
  }

  private func legacy() throws(JSONError) -> [UInt8] {
    let fields: [RLPItem] = [
      .number(try members.quantity("nonce")), .number(try members.wideQuantity("gasPrice")),
      .number(try members.quantity("gas")), .bytes(try recipient()),
      .number(try members.wideQuantity("value")), .bytes(try input()),
      .number(try members.wideQuantity("v")), .number(try members.paddedQuantity("r")),
      .number(try members.paddedQuantity("s")),
    ]
    return RLPItem.list(fields).encoded
  }

  private func accessListFields() throws(JSONError) -> [RLPItem] {
    [
      .number(try members.wideQuantity("chainId")), .number(try members.quantity("nonce")),
      .number(try members.wideQuantity("gasPrice")), .number(try members.quantity("gas")),
      .bytes(try recipient()), .number(try members.wideQuantity("value")),
      .bytes(try input()), try accessList(),
    ]
  }

  private func feeMarketFields() throws(JSONError) -> [RLPItem] {
    [
      .number(try members.wideQuantity("chainId")), .number(try members.quantity("nonce")),
      .number(try members.wideQuantity("maxPriorityFeePerGas")),
      .number(try members.wideQuantity("maxFeePerGas")), .number(try members.quantity("gas")),
      .bytes(try recipient()), .number(try members.wideQuantity("value")),
      .bytes(try input()), try accessList(),
    ]
  }

  private func blobFields() throws(JSONError) -> [RLPItem] {
    let hashes = try members.list("blobVersionedHashes") { (value) throws(JSONError) in
      let hash: Hash32 = try value.fixedBytes()
      return RLPItem.bytes(hash.bytes)
    }
    return try feeMarketFields() + [
      .number(try members.wideQuantity("maxFeePerBlobGas")), .list(hashes),
    ]
  }

  private func typed(_ type: UInt8, _ fields: [RLPItem]) throws(JSONError) -> [UInt8] {
    // Engines show the parity as `v`, and newer ones as `yParity` too.
    let parity = members.has("yParity") ? "yParity" : "v"
    let signature: [RLPItem] = [
      .number(try members.wideQuantity(parity)), .number(try members.paddedQuantity("r")),
      .number(try members.paddedQuantity("s")),
    ]
    return [type] + RLPItem.list(fields + signature).encoded
  }

  /// Twenty bytes, or none for a creation.
  private func recipient() throws(JSONError) -> [UInt8] {
    let address: Address? = try members.bytesIfPresent("to")
    return address?.bytes ?? []
  }

  private func input() throws(JSONError) -> [UInt8] {
    let isOldName = !members.has("input") && members.has("data")
    return try members.data(isOldName ? "data" : "input")
  }

  private func accessList() throws(JSONError) -> RLPItem {
    .list(
      try members.list("accessList") { (entry) throws(JSONError) in
        let access = try JSONMembers(entry)
        let address: Address = try access.bytes("address")
        let keys = try access.list("storageKeys") { (key) throws(JSONError) in
          let slot: Hash32 = try key.fixedBytes()
          return RLPItem.bytes(slot.bytes)
        }
        return .list([.bytes(address.bytes), .list(keys)])
      })
  }
}

extension RLPItem {
  fileprivate static func number(_ value: UInt64) -> RLPItem {
    .bytes(UInt256(value).minimalBigEndianBytes)
  }

  fileprivate static func number(_ value: UInt256) -> RLPItem {
    .bytes(value.minimalBigEndianBytes)
  }
}
