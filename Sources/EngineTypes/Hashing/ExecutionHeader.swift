public import EthereumPrimitives

/// The header of an execution block, as far as its fork has it: what a block hash is the hash of.
public struct ExecutionHeader: Hashable, Sendable {
  /// keccak256(rlp([])): there are no uncles after the merge.
  public static let emptyUncles = Keccak256.hash([0xc0])

  public var v1: ExecutionPayloadV1
  public var transactionsRoot: Hash32
  /// From Shanghai on.
  public var withdrawalsRoot: Hash32?
  /// From Cancun on.
  public var cancun: Cancun?
  /// Zero after the merge; a genesis may have another.
  public var difficulty: UInt256 = 0
  /// Zero after the merge; a genesis may have another.
  public var nonce = Bytes8.zero

  /// What Cancun adds to a header.
  public struct Cancun: Hashable, Sendable {
    public var blobGasUsed: UInt64
    public var excessBlobGas: UInt64
    public var parentBeaconBlockRoot: Hash32

    public init(blobGasUsed: UInt64, excessBlobGas: UInt64, parentBeaconBlockRoot: Hash32) {
      self.blobGasUsed = blobGasUsed
      self.excessBlobGas = excessBlobGas
      self.parentBeaconBlockRoot = parentBeaconBlockRoot
    }
  }

  /// The header of a block with that payload.
  public init(_ v1: ExecutionPayloadV1, withdrawals: [Withdrawal]?, cancun: Cancun?) {
    self.v1 = v1
    transactionsRoot = MerklePatricia.orderedRoot(of: v1.transactions)
    withdrawalsRoot = withdrawals.map { list in
      MerklePatricia.orderedRoot(of: list.map(\.rlp))
    }
    self.cancun = cancun
  }

  /// keccak256 of the header's RLP.
  public var hash: Hash32 { Keccak256.hash(rlp) }

  /// The header's RLP, with the members of its fork.
  public var rlp: [UInt8] {
    var writer = RLPWriter()
    writer.appendList { header in
      header.append(v1.parentHash)
      header.append(Self.emptyUncles)
      header.append(v1.feeRecipient)
      header.append(v1.stateRoot)
      header.append(transactionsRoot)
      header.append(v1.receiptsRoot)
      header.append(v1.logsBloom)
      header.append(difficulty)
      header.append(v1.blockNumber)
      header.append(v1.gasLimit)
      header.append(v1.gasUsed)
      header.append(v1.timestamp)
      header.append(v1.extraData)
      header.append(v1.prevRandao)
      header.append(nonce)
      header.append(v1.baseFeePerGas)
      if let withdrawalsRoot { header.append(withdrawalsRoot) }
      if let cancun {
        header.append(cancun.blobGasUsed)
        header.append(cancun.excessBlobGas)
        header.append(cancun.parentBeaconBlockRoot)
      }
    }
    return writer.bytes
  }
}

extension Withdrawal {
  /// The withdrawal as the withdrawals trie holds it (EIP-4895).
  public var rlp: [UInt8] {
    var writer = RLPWriter()
    writer.appendList { list in
      list.append(index)
      list.append(validatorIndex)
      list.append(address)
      list.append(amount)
    }
    return writer.bytes
  }
}
