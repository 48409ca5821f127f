public import EthereumPrimitives
public import SSZ

/// What an attestation votes for.
public struct AttestationData: SSZContainer {
  public var slot: UInt64 = 0
  /// The committee's index in the slot.
  public var index: UInt64 = 0
  public var beaconBlockRoot = Hash32.zero
  public var source = Checkpoint()
  public var target = Checkpoint()

  public init() {}

  public static let schema = SSZSchema<AttestationData>([
    SSZField("slot", \.slot),
    SSZField("index", \.index),
    SSZField("beacon_block_root", \.beaconBlockRoot),
    SSZField("source", \.source),
    SSZField("target", \.target),
  ])
}
