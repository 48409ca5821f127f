public import EthereumPrimitives
public import SSZ

/// The votes of some of a committee's validators.
public struct Attestation: SSZContainer {
  /// A bit for each member of the committee.
  public var aggregationBits = Bitfield()
  public var data = AttestationData()
  public var signature = Bytes96.zero

  public init() {}

  public static let schema = SSZSchema<Attestation>([
    SSZField(
      "aggregation_bits", \.aggregationBits,
      .bitlist(limit: MainnetPreset.maximumValidatorsPerCommittee)),
    SSZField("data", \.data),
    SSZField("signature", \.signature),
  ])
}
