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
  public static func all(
    inTransactions transactions: [[UInt8]]
  ) throws(TransactionError) -> [Hash32] {
    var hashes: [Hash32] = []
    for (index, transaction) in transactions.enumerated() {
      guard transaction.first == blobTransactionType else { continue }
      do throws(TransactionError) {
        hashes += try inTransaction(transaction)
      } catch {
        throw error.at(index)
      }
    }
    return hashes
  }

  private static func inTransaction(
    _ transaction: [UInt8]
  ) throws(TransactionError) -> [Hash32] {
    let item: RLPItem
    do throws(RLPError) {
      item = try RLPItem(decoding: Array(transaction.dropFirst()))
    } catch {
      throw .malformed(index: 0, error)
    }
    guard let fields = item.listValue, fields.count == fieldCount,
      let list = fields[position].listValue
    else { throw .notABlobTransaction(index: 0) }
    let hashes = list.compactMap { $0.bytesValue.flatMap { Hash32($0) } }
    guard hashes.count == list.count else { throw .notABlobTransaction(index: 0) }
    return hashes
  }
}

/// Why a transaction's blob hashes cannot be read.
public enum TransactionError: Error, Hashable, Sendable {
  case malformed(index: Int, RLPError)
  case notABlobTransaction(index: Int)

  func at(_ index: Int) -> TransactionError {
    switch self {
    case .malformed(_, let error): .malformed(index: index, error)
    case .notABlobTransaction: .notABlobTransaction(index: index)
    }
  }
}
