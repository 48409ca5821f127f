public import EngineTypes
public import EthereumPrimitives
public import SSZ

/// The body of a Deneb block: the members that Capella had already, and blob commitments.
@dynamicMemberLookup
public struct BeaconBlockBodyDeneb: SSZContainer {
  /// The members that Capella had already, around a Deneb payload.
  public var base: BeaconBlockBody<ExecutionPayloadV3>
  public var blobKzgCommitments: [Bytes48]

  public init(_ base: BeaconBlockBody<ExecutionPayloadV3>, blobKzgCommitments: [Bytes48]) {
    self.base = base
    self.blobKzgCommitments = blobKzgCommitments
  }

  public init() {
    self.init(BeaconBlockBody(), blobKzgCommitments: [])
  }

  public static let schema = SSZSchema<BeaconBlockBodyDeneb>(
    BeaconBlockBody<ExecutionPayloadV3>.schema.fields(in: \.base) + [
      SSZField(
        "blob_kzg_commitments", \.blobKzgCommitments,
        limit: MainnetPreset.maximumBlobCommitments)
    ])

  public subscript<Value>(
    dynamicMember member: WritableKeyPath<BeaconBlockBody<ExecutionPayloadV3>, Value>
  ) -> Value {
    get { base[keyPath: member] }
    set { base[keyPath: member] = newValue }
  }
}

public typealias BeaconBlockDeneb = BeaconBlock<BeaconBlockBodyDeneb>
public typealias SignedBeaconBlockDeneb = SignedBeaconBlock<BeaconBlockBodyDeneb>
