public import EthereumPrimitives
public import SSZ

/// The sync committee's signature of the previous slot's block.
public struct SyncAggregate: SSZContainer {
  /// 512 bits, one for each member of the committee.
  public var syncCommitteeBits = Bitfield(count: MainnetPreset.syncCommitteeSize)
  public var syncCommitteeSignature = Bytes96.zero

  public init() {}

  public static let schema = SSZSchema<SyncAggregate>([
    SSZField(
      "sync_committee_bits", \.syncCommitteeBits,
      .bitvector(count: MainnetPreset.syncCommitteeSize)),
    SSZField("sync_committee_signature", \.syncCommitteeSignature),
  ])
}
