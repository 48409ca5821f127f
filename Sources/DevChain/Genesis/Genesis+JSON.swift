import EngineRPC
import EngineTypes
import EthereumPrimitives

extension Genesis {
  /// Reads geth's genesis JSON; a chain that began before the merge or goes on past Cancun is
  /// refused.
  public init(json bytes: [UInt8]) throws(DevChainError) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .notJSON(error.description)
    }
    try self.init(GenesisReader(value, path: ""))
  }

  private init(_ reader: GenesisReader) throws(DevChainError) {
    let config = try reader.object("config")
    try Self.requirePostMerge(config)
    chainID = try config.uint64("chainId")
    forks = try Self.forks(config)
    nonce = Bytes8(try reader.uint256("nonce", default: 0).bigEndianBytes.suffix(8)) ?? .zero
    timestamp = try reader.uint64("timestamp", default: 0)
    extraData = try reader.data("extraData")
    gasLimit = try reader.uint64("gasLimit")
    gasUsed = try reader.uint64("gasUsed", default: 0)
    difficulty = try reader.uint256("difficulty", default: 0)
    mixHash = try reader.hash("mixHash")
    coinbase = Address(try reader.data("coinbase", count: 20)) ?? .zero
    parentHash = try reader.hash("parentHash")
    baseFeePerGas = try reader.uint256("baseFeePerGas", default: 1_000_000_000)
    blobGasUsed = try reader.uint64("blobGasUsed", default: 0)
    excessBlobGas = try reader.uint64("excessBlobGas", default: 0)
    allocations = []
    for (name, account) in try reader.object("alloc").objects() {
      allocations.append(try Self.allocation(name, account))
    }
    try requireUsable(reader)
  }

  private static func forks(_ config: GenesisReader) throws(DevChainError) -> ForkSchedule {
    let forks = ForkSchedule(
      shanghaiTime: try config.uint64IfPresent("shanghaiTime"),
      cancunTime: try config.uint64IfPresent("cancunTime"))
    guard let cancun = forks.cancunTime else { return forks }
    guard let shanghai = forks.shanghaiTime, shanghai <= cancun else {
      throw .unsupported(
        member: "config.cancunTime", reason: "Cancun needs Shanghai at or before it")
    }
    return forks
  }

  private static func requirePostMerge(_ config: GenesisReader) throws(DevChainError) {
    for member in ["pragueTime", "osakaTime", "verkleTime"]
    where try config.uint64IfPresent(member) != nil {
      throw .unsupported(member: "config.\(member)", reason: "forks after Cancun are unknown here")
    }
    guard try config.uint64("londonBlock", default: 0) == 0 else {
      throw .unsupported(member: "config.londonBlock", reason: "the chain must begin after London")
    }
    guard try config.uint256("terminalTotalDifficulty", default: 0) == 0 else {
      throw .unsupported(
        member: "config.terminalTotalDifficulty", reason: "the chain must begin after the merge")
    }
  }

  private static func allocation(
    _ name: String, _ account: GenesisReader
  ) throws(DevChainError) -> Allocation {
    guard let address = Address(try GenesisReader.bytes(name, account.path)) else {
      throw .malformed(member: account.path, expected: "an address of 20 bytes")
    }
    var storage: [(slot: Hash32, value: Hash32)] = []
    if let slots = try account.objectIfPresent("storage") {
      for name in slots.names {
        let slot = try GenesisReader.leftPadded(name, slots.path)
        storage.append((slot, try slots.hash(name)))
      }
    }
    return Allocation(
      address: address, balance: try account.uint256("balance", default: 0),
      nonce: try account.uint64("nonce", default: 0), code: try account.data("code"),
      storage: storage)
  }

  /// Checks what the rules of later blocks rely on.
  private func requireUsable(_ reader: GenesisReader) throws(DevChainError) {
    guard (BlockRules.minimumGasLimit...BlockRules.maximumGasLimit).contains(gasLimit) else {
      throw .malformed(member: "gasLimit", expected: "5,000 to 2^63 - 1")
    }
    guard gasUsed <= gasLimit else {
      throw .malformed(member: "gasUsed", expected: "at most the gas limit")
    }
    guard baseFeePerGas < UInt256(high: 0, low: .max) else {
      throw .malformed(member: "baseFeePerGas", expected: "less than 2^128")
    }
    guard blobGasUsed <= UInt64.max / 2, excessBlobGas <= UInt64.max / 2 else {
      throw .malformed(member: "excessBlobGas", expected: "less than 2^63")
    }
    guard forks.cancunTime != nil else { return }
    let contract = allocations.first { $0.address == BeaconRootsContract.address }
    guard contract.map({ $0.code.isEmpty || $0.code == BeaconRootsContract.code }) ?? true else {
      throw .unsupported(
        member: "alloc.\(BeaconRootsContract.address)",
        reason: "no code is executed here, and this is not that of EIP-4788")
    }
  }
}
