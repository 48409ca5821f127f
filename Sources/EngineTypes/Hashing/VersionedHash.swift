import Crypto
public import EthereumPrimitives

/// The versioned hashes of blobs (EIP-4844).
public enum VersionedHash {
  /// The version byte of KZG commitments.
  static let version: UInt8 = 0x01
  /// The type byte of blob transactions.
  public static let blobTransactionType: UInt8 = 0x03
  /// Where the hashes stand among a blob transaction's fields.
  private static let position = 10
  private static let fieldCount = 14

  /// The hash of a commitment: the version, then all but the first byte of its SHA-256.
  public static func of(commitment: Bytes48) -> Hash32 {
    var hash = Hash32()
    let digest = SHA256.hash(data: commitment.bytes)
    hash.withUnsafeMutableBytes { bytes in
      bytes.copyBytes(from: Array(digest))
      bytes[0] = version
    }
    return hash
  }

  /// The hashes that a payload's blob transactions name, in order.
  ///
  /// A pooled form, with its sidecar, is no transaction of a payload and is refused.
  public static func all(
    inTransactions transactions: [[UInt8]]
  ) throws(TransactionError) -> [Hash32] {
    var hashes: [Hash32] = []
    for (index, transaction) in transactions.enumerated() {
      guard transaction.first == blobTransactionType else { continue }
      do throws(RLPError) {
        hashes += try self.hashes(inBody: transaction.dropFirst())
      } catch {
        throw .malformed(index: index, error)
      }
    }
    return hashes
  }

  /// Reads the hashes of a transaction's body and steps over the rest.
  private static func hashes(inBody body: ArraySlice<UInt8>) throws(RLPError) -> [Hash32] {
    var reader = RLPReader(body)
    var fields = try reader.readList()
    try reader.finish()
    for _ in 0..<position { try fields.skipItem() }
    var list = try fields.readList()
    for _ in (position + 1)..<fieldCount { try fields.skipItem() }
    try fields.finish()
    var hashes: [Hash32] = []
    while !list.isAtEnd {
      let bytes = try list.readBytes()
      guard let hash = Hash32(bytes) else {
        throw .wrongLength(expected: Hash32.count, actual: bytes.count)
      }
      hashes.append(hash)
    }
    return hashes
  }
}
