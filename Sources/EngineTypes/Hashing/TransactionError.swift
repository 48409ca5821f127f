public import EthereumPrimitives

/// Why a transaction's blob hashes cannot be read.
public enum TransactionError: Error, Hashable, Sendable {
  /// The transaction at that index is no blob transaction as EIP-4844 encodes it.
  case malformed(index: Int, RLPError)
}

extension TransactionError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformed(let index, let error): "transaction \(index): \(error)"
    }
  }
}
