public import EngineTypes
public import EthereumPrimitives
public import NodeIntegration

extension BuildRequest {
  /// What a slot builds: the same in every run.
  public init(
    slot: UInt64, parent: Hash32, genesisTimestamp: UInt64, forks: ForkSchedule,
    options: SlotDriverOptions
  ) {
    let timestamp = genesisTimestamp &+ slot &* options.secondsPerSlot
    let isPegIn = options.pegInInterval > 0 && slot.isMultiple(of: options.pegInInterval)
    let pegIn = Withdrawal(
      index: 0, validatorIndex: 0, address: options.pegInAddress, amount: options.pegInAmount)
    self.init(
      parent: parent, timestamp: timestamp,
      fork: min(forks.fork(at: timestamp), options.dialect.newestFork),
      prevRandao: Self.hash("prevRandao", slot), feeRecipient: options.feeRecipient,
      withdrawals: isPegIn ? [pegIn] : [],
      parentBeaconBlockRoot: Self.hash("parentBeaconBlockRoot", slot))
  }

  private static func hash(_ name: String, _ slot: UInt64) -> Hash32 {
    Keccak256.hash(Array(name.utf8) + UInt256(slot).bigEndianBytes)
  }
}
