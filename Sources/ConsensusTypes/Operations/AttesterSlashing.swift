public import SSZ

/// Two attestations that no honest validator could have made both.
public struct AttesterSlashing: SSZContainer {
  public var attestation1 = IndexedAttestation()
  public var attestation2 = IndexedAttestation()

  public init() {}

  public static let schema = SSZSchema<AttesterSlashing>([
    SSZField("attestation_1", \.attestation1),
    SSZField("attestation_2", \.attestation2),
  ])
}
