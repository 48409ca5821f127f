import EngineTypes
import EthereumPrimitives

/// What a slot builds, and on which parent.
struct SlotBuild: Sendable {
  let parent: Hash32
  let attributes: PayloadAttributes
  /// The version of getPayload that fits.
  let version: Int

  init(
    slot: UInt64, parent: Hash32, genesisTimestamp: UInt64, forks: ForkSchedule,
    options: SlotDriverOptions
  ) {
    self.parent = parent
    let timestamp = genesisTimestamp &+ slot &* options.secondsPerSlot
    let fork = forks.fork(at: timestamp)
    let isPegIn = options.pegInInterval > 0 && slot.isMultiple(of: options.pegInInterval)
    let pegIn = Withdrawal(
      index: 0, validatorIndex: 0, address: options.pegInAddress, amount: options.pegInAmount)
    let isDeneb = fork == .cancun && options.dialect == .v5
    attributes = PayloadAttributes(
      timestamp: timestamp, prevRandao: Self.hash("prevRandao", slot),
      suggestedFeeRecipient: options.feeRecipient,
      withdrawals: fork == .paris ? nil : isPegIn ? [pegIn] : [],
      parentBeaconBlockRoot: isDeneb ? Self.hash("parentBeaconBlockRoot", slot) : nil)
    version = isDeneb ? 3 : 2
  }

  /// A value of a slot's own, the same in every run.
  private static func hash(_ name: String, _ slot: UInt64) -> Hash32 {
    Keccak256.hash(Array(name.utf8) + UInt256(slot).bigEndianBytes)
  }
}
