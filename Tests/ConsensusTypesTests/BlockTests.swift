import ConsensusTypes
import EngineTypes
import EthereumPrimitives
import SSZ
import Testing

@Suite struct `Blocks` {
  @Test func `have the specification's roots of message and body`() throws {
    var compared = 0
    for vector in try ConsensusVector.all() {
      guard let bodyRoot = vector.bodyRoot else { continue }
      let roots: (message: Hash32, body: Hash32) =
        switch (vector.type, vector.fork) {
        case (.signedBeaconBlock, .capella):
          try Self.roots(SignedBeaconBlockCapella(ssz: vector.ssz).message)
        case (.signedBeaconBlock, .deneb):
          try Self.roots(SignedBeaconBlockDeneb(ssz: vector.ssz).message)
        case (.beaconBlock, .capella): try Self.roots(BeaconBlockCapella(ssz: vector.ssz))
        case (.beaconBlock, .deneb): try Self.roots(BeaconBlockDeneb(ssz: vector.ssz))
        case (.executionPayload, _):
          throw UnexpectedJSON(description: "a payload with a body: \(vector)")
        }
      #expect(roots.message == vector.messageRoot, "\(vector)")
      #expect(roots.body == bodyRoot, "\(vector)")
      compared += 1
    }
    #expect(compared == 52)
  }

  @Test func `have the root of their header`() throws {
    let vector = try ConsensusVector.first(.signedBeaconBlock, .deneb, kind: "goerli")
    let block = try SignedBeaconBlockDeneb(ssz: vector.ssz).message
    var header = BeaconBlockHeader()
    header.slot = block.slot
    header.proposerIndex = block.proposerIndex
    header.parentRoot = block.parentRoot
    header.stateRoot = block.stateRoot
    header.bodyRoot = try block.body.hashTreeRoot()
    #expect(try header.hashTreeRoot() == block.hashTreeRoot())
  }

  @Test func `keep all other members when body and payload are replaced`() throws {
    let vector = try ConsensusVector.first(.signedBeaconBlock, .capella, kind: "one")
    let capella = try SignedBeaconBlockCapella(ssz: vector.ssz).message
    let payload = ExecutionPayloadV3(capella.body.executionPayload)
    let deneb = capella.with(
      body: BeaconBlockBodyDeneb(
        capella.body.with(executionPayload: payload), blobKzgCommitments: []))
    #expect(deneb.beaconValue["slot"] == capella.beaconValue["slot"])
    for field in BeaconBlockBodyCapella.schema.fields where field.name != "execution_payload" {
      #expect(
        deneb.body.beaconValue[field.name] == capella.body.beaconValue[field.name], "\(field.name)")
    }
    let back = deneb.with(
      body: deneb.body.base.with(executionPayload: deneb.body.executionPayload.v2))
    #expect(back == capella)
  }

  @Test func `of one fork are no blocks of the other`() throws {
    for vector in try ConsensusVector.all() {
      let other: ConsensusFork = vector.fork == .capella ? .deneb : .capella
      #expect(throws: SSZError.self, "\(vector)") {
        _ = try vector.type.decode(ssz: vector.ssz, fork: other)
      }
      #expect(throws: SSZError.self, "\(vector)") {
        _ = try vector.type.decode(value: vector.value, fork: other)
      }
    }
  }

  private static func roots<Body>(
    _ block: BeaconBlock<Body>
  ) throws -> (message: Hash32, body: Hash32) {
    (try block.hashTreeRoot(), try block.body.hashTreeRoot())
  }
}
