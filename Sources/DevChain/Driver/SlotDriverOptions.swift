public import EthereumPrimitives

/// How a slot driver makes its blocks.
public struct SlotDriverOptions: Hashable, Sendable {
  public var dialect = CallerDialect.v5
  /// Between the timestamps of two slots, in seconds.
  public var secondsPerSlot: UInt64 = 12
  /// Every how many slots a peg-in is credited; none at zero.
  public var pegInInterval: UInt64 = 4
  /// What a peg-in credits, in Gwei.
  public var pegInAmount: UInt64 = 100_000_000
  /// Who gets peg-ins.
  public var pegInAddress = SlotDriverOptions.address(ending: 0xc0de)
  /// How many blocks behind the head is finalized.
  public var finalityLag = 3
  /// Where fees go: the burn address 0x…dEaD, as Alys has it.
  public var feeRecipient = SlotDriverOptions.address(ending: 0xdead)

  public init() {}

  private static func address(ending suffix: UInt16) -> Address {
    let tail = [UInt8(truncatingIfNeeded: suffix >> 8), UInt8(truncatingIfNeeded: suffix)]
    return Address([UInt8](repeating: 0, count: 18) + tail) ?? .zero
  }
}
