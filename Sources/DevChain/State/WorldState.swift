import EngineTypes
import EthereumPrimitives

/// All accounts after a block; copies share what they have in common.
struct WorldState: Sendable {
  private var accounts = SecureTrie()
  private var storages: [Address: SecureTrie] = [:]
  private var codes: [Hash32: [UInt8]] = [:]

  var root: Hash32 { accounts.root }

  func account(at address: Address) -> Account? {
    accounts[address].flatMap { Account(rlp: $0) }
  }

  func code(at address: Address) -> [UInt8] {
    account(at: address).flatMap { codes[$0.codeHash] } ?? []
  }

  /// Adds an account of the genesis, also an empty one.
  mutating func allocate(_ allocation: Genesis.Allocation) {
    var account = Account()
    account.balance = allocation.balance
    account.nonce = allocation.nonce
    if !allocation.code.isEmpty {
      account.codeHash = Keccak256.hash(allocation.code)
      codes[account.codeHash] = allocation.code
    }
    accounts[allocation.address] = account.rlp
    for (slot, value) in allocation.storage {
      setStorage(of: allocation.address, at: slot, to: value)
    }
  }

  /// Writes a slot of an account that exists; zero clears it.
  mutating func setStorage(of address: Address, at slot: Hash32, to value: Hash32) {
    guard var account = account(at: address) else { return }
    let trimmed = value.bytes.drop { $0 == 0 }
    storages[address, default: SecureTrie()][slot] =
      trimmed.isEmpty ? nil : RLPItem.bytes(Array(trimmed)).encoded
    account.storageRoot = storages[address]?.root ?? MerklePatricia.emptyRoot
    accounts[address] = account.rlp
  }

  /// Credits withdrawals, whose amounts are in Gwei.
  mutating func credit(_ withdrawals: [Withdrawal]) {
    for withdrawal in withdrawals where withdrawal.amount > 0 {
      let wei = UInt256(withdrawal.amount).multipliedReportingOverflow(by: 1_000_000_000)
      var account = account(at: withdrawal.address) ?? Account()
      account.balance = account.balance.addingReportingOverflow(wei.partialValue).partialValue
      accounts[withdrawal.address] = account.rlp
    }
    for withdrawal in withdrawals { removeIfEmpty(withdrawal.address) }
  }

  /// EIP-161: an account that was touched and is empty goes.
  mutating func removeIfEmpty(_ address: Address) {
    guard let account = account(at: address), account.isEmpty else { return }
    accounts[address] = nil
    storages[address] = nil
  }
}
