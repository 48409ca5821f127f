import EthereumPrimitives

/// An account as the state trie holds it.
struct Account: Hashable, Sendable {
  /// keccak256 of no code.
  static let emptyCodeHash = Keccak256.hash([UInt8]())

  var nonce: UInt64 = 0
  /// In Wei.
  var balance: UInt256 = 0
  var storageRoot = MerklePatricia.emptyRoot
  var codeHash = Account.emptyCodeHash

  /// EIP-161: neither nonce, balance nor code.
  var isEmpty: Bool { nonce == 0 && balance == 0 && codeHash == Account.emptyCodeHash }

  var rlp: [UInt8] {
    var writer = RLPWriter()
    writer.appendList { list in
      list.append(nonce)
      list.append(balance)
      list.append(storageRoot)
      list.append(codeHash)
    }
    return writer.bytes
  }

  init() {}

  /// Reads what `rlp` wrote.
  init?(rlp: [UInt8]) {
    guard let fields = (try? RLPItem(decoding: rlp))?.listValue, fields.count == 4,
      let nonce = fields[0].bytesValue.flatMap({ UInt256(bigEndian: $0) })?.asUInt64,
      let balance = fields[1].bytesValue.flatMap({ UInt256(bigEndian: $0) }),
      let storageRoot = fields[2].bytesValue.flatMap({ Hash32($0) }),
      let codeHash = fields[3].bytesValue.flatMap({ Hash32($0) })
    else { return nil }
    self.nonce = nonce
    self.balance = balance
    self.storageRoot = storageRoot
    self.codeHash = codeHash
  }
}
