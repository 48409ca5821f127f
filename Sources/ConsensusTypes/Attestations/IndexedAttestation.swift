public import EthereumPrimitives
public import SSZ

/// An attestation with its voters' indices.
public struct IndexedAttestation: SSZContainer {
  public var attestingIndices: [UInt64] = []
  public var data = AttestationData()
  public var signature = Bytes96.zero

  public init() {}

  public static let schema = SSZSchema<IndexedAttestation>([
    SSZField(
      "attesting_indices", \.attestingIndices,
      limit: MainnetPreset.maximumValidatorsPerCommittee),
    SSZField("data", \.data),
    SSZField("signature", \.signature),
  ])
}
