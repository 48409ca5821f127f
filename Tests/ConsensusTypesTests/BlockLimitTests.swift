import ConsensusTypes
import EngineTypes
import EthereumPrimitives
import SSZ
import Testing

@Suite struct `The limits of blocks` {
  /// A list, its limit in the mainnet preset, and how to fill it.
  struct ListLimit: Sendable, CustomStringConvertible {
    let description: String
    let limit: Int
    let fill: @Sendable (inout BeaconBlockBodyDeneb, Int) -> Void

    init<Element>(
      _ name: String, _ limit: Int,
      _ path: any WritableKeyPath<BeaconBlockBodyDeneb, [Element]> & Sendable,
      _ element: @escaping @Sendable () -> Element
    ) {
      description = name
      self.limit = limit
      fill = { $0[keyPath: path] = Array(repeating: element(), count: $1) }
    }
  }

  @Test(arguments: [
    ListLimit("proposer_slashings", 16, \.base.proposerSlashings, ProposerSlashing.init),
    ListLimit("attester_slashings", 2, \.base.attesterSlashings, AttesterSlashing.init),
    ListLimit("attestations", 128, \.base.attestations, Attestation.init),
    ListLimit("deposits", 16, \.base.deposits, Deposit.init),
    ListLimit("voluntary_exits", 16, \.base.voluntaryExits, SignedVoluntaryExit.init),
    ListLimit(
      "bls_to_execution_changes", 16, \.base.blsToExecutionChanges,
      SignedBLSToExecutionChange.init),
    ListLimit("blob_kzg_commitments", 4096, \.blobKzgCommitments) { .zero },
    ListLimit(
      "execution_payload.withdrawals", 16, \.base.executionPayload.withdrawals, Withdrawal.init),
    ListLimit("execution_payload.extra_data", 32, \.base.executionPayload.v2.v1.extraData) { 0 },
  ])
  func `are those of the mainnet preset`(list: ListLimit) throws {
    var body = BeaconBlockBodyDeneb()
    list.fill(&body, list.limit)
    #expect(try BeaconBlockBodyDeneb(ssz: body.ssz()) == body)
    #expect(try BeaconBlockBodyDeneb(beaconValue: body.beaconValue) == body)
    list.fill(&body, list.limit + 1)
    let full = body
    let errors = [
      #expect(throws: SSZError.self) { _ = try full.ssz() },
      #expect(throws: SSZError.self) { _ = try full.hashTreeRoot() },
      #expect(throws: SSZError.self) {
        _ = try BeaconBlockBodyDeneb(beaconValue: full.beaconValue)
      },
    ]
    for error in errors {
      #expect(error?.reason == .aboveLimit(limit: list.limit, actual: list.limit + 1))
      #expect(error?.path == list.description)
    }
  }

  @Test(
    arguments: [
      (["message", "slot"], .number("1"), "message.slot: number, expected string"),
      (
        ["message", "body", "attestations", "0", "data", "slot"], .string("12x"),
        "message.body.attestations[0].data.slot: "
          + "12x, expected a decimal integer of at most 64 bits"
      ),
      (
        ["message", "body", "deposits", "0", "proof"], .array([]),
        "message.body.deposits[0].proof: length 0, expected 33"
      ),
      (
        ["message", "body", "sync_aggregate", "sync_committee_bits"], .string("0xff"),
        "message.body.sync_aggregate.sync_committee_bits: 1 bytes, expected 64"
      ),
      (
        ["message", "body", "execution_payload", "blob_gas_used"], nil,
        "message.body.execution_payload.blob_gas_used: member is missing"
      ),
      (
        ["message", "body", "execution_payload", "depositRequests"], .array([]),
        "message.body.execution_payload.depositRequests: unknown member"
      ),
      (["signature"], .string("0x00"), "signature: hex data of 1 bytes, expected 96"),
      (["message"], .array([]), "message: array, expected object"),
    ] as [([String], BeaconValue?, String)])
  func `and forms are named with their place`(
    path: [String], replacement: BeaconValue?, message: String
  ) throws {
    let vector = try ConsensusVector.first(.signedBeaconBlock, .deneb, kind: "one")
    let value = vector.value.replacing(path, with: replacement)
    let error = #expect(throws: SSZError.self) {
      _ = try vector.type.decode(value: value, fork: .deneb)
    }
    #expect(error?.description == message)
  }
}
