public import SSZ

/// Two headers that one proposer signed for the same slot.
public struct ProposerSlashing: SSZContainer {
  public var signedHeader1 = SignedBeaconBlockHeader()
  public var signedHeader2 = SignedBeaconBlockHeader()

  public init() {}

  public static let schema = SSZSchema<ProposerSlashing>([
    SSZField("signed_header_1", \.signedHeader1),
    SSZField("signed_header_2", \.signedHeader2),
  ])
}
