import EngineTypes
public import SSZ

/// A type that can be named from outside: on a command line or in a test vector.
public enum ConsensusType: String, CaseIterable, Sendable {
  case signedBeaconBlock = "SignedBeaconBlock"
  case beaconBlock = "BeaconBlock"
  case executionPayload = "ExecutionPayload"

  /// Decodes an encoding and derives the other forms.
  public func decode(
    ssz bytes: [UInt8], fork: ConsensusFork
  ) throws(SSZError) -> ConsensusDocument {
    try ConsensusDocument(try container(fork).init(ssz: bytes))
  }

  /// Reads the Beacon API's JSON and derives the other forms.
  public func decode(
    value tree: BeaconValue, fork: ConsensusFork
  ) throws(SSZError) -> ConsensusDocument {
    try ConsensusDocument(try container(fork).init(beaconValue: tree))
  }

  /// The Swift type that holds this type's values of a fork.
  private func container(_ fork: ConsensusFork) -> any SSZContainer.Type {
    switch (self, fork) {
    case (.signedBeaconBlock, .capella): SignedBeaconBlockCapella.self
    case (.signedBeaconBlock, .deneb): SignedBeaconBlockDeneb.self
    case (.beaconBlock, .capella): BeaconBlockCapella.self
    case (.beaconBlock, .deneb): BeaconBlockDeneb.self
    case (.executionPayload, .capella): ExecutionPayloadV2.self
    case (.executionPayload, .deneb): ExecutionPayloadV3.self
    }
  }
}
