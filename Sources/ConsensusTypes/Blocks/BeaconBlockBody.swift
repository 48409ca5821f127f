public import EngineTypes
public import EthereumPrimitives
public import SSZ

/// What every block's body has from Capella on, around a fork's execution payload.
public struct BeaconBlockBody<Payload: SSZContainer>: SSZContainer {
  public var randaoReveal = Bytes96.zero
  public var eth1Data = Eth1Data()
  public var graffiti = Hash32.zero
  public var proposerSlashings: [ProposerSlashing] = []
  public var attesterSlashings: [AttesterSlashing] = []
  public var attestations: [Attestation] = []
  public var deposits: [Deposit] = []
  public var voluntaryExits: [SignedVoluntaryExit] = []
  public var syncAggregate = SyncAggregate()
  public var executionPayload: Payload
  public var blsToExecutionChanges: [SignedBLSToExecutionChange] = []

  /// An empty body around a payload.
  public init(executionPayload: Payload) {
    self.executionPayload = executionPayload
  }

  public init() {
    self.init(executionPayload: Payload())
  }

  public static var schema: SSZSchema<Self> {
    typealias Preset = MainnetPreset
    return SSZSchema([
      SSZField("randao_reveal", \.randaoReveal),
      SSZField("eth1_data", \.eth1Data),
      SSZField("graffiti", \.graffiti),
      SSZField(
        "proposer_slashings", \.proposerSlashings, limit: Preset.maximumProposerSlashings),
      SSZField(
        "attester_slashings", \.attesterSlashings, limit: Preset.maximumAttesterSlashings),
      SSZField("attestations", \.attestations, limit: Preset.maximumAttestations),
      SSZField("deposits", \.deposits, limit: Preset.maximumDeposits),
      SSZField("voluntary_exits", \.voluntaryExits, limit: Preset.maximumVoluntaryExits),
      SSZField("sync_aggregate", \.syncAggregate),
      SSZField("execution_payload", \.executionPayload),
      SSZField(
        "bls_to_execution_changes", \.blsToExecutionChanges,
        limit: Preset.maximumBLSToExecutionChanges),
    ])
  }

  /// The same body around another payload.
  public func with<Other>(executionPayload: Other) -> BeaconBlockBody<Other> {
    var body = BeaconBlockBody<Other>(executionPayload: executionPayload)
    body.randaoReveal = randaoReveal
    body.eth1Data = eth1Data
    body.graffiti = graffiti
    body.proposerSlashings = proposerSlashings
    body.attesterSlashings = attesterSlashings
    body.attestations = attestations
    body.deposits = deposits
    body.voluntaryExits = voluntaryExits
    body.syncAggregate = syncAggregate
    body.blsToExecutionChanges = blsToExecutionChanges
    return body
  }
}

public typealias BeaconBlockBodyCapella = BeaconBlockBody<ExecutionPayloadV2>
public typealias BeaconBlockCapella = BeaconBlock<BeaconBlockBodyCapella>
public typealias SignedBeaconBlockCapella = SignedBeaconBlock<BeaconBlockBodyCapella>
