import ConsensusTypes
import EthereumPrimitives
import SSZ
import Testing

@Suite struct `The specification's vectors` {
  @Test func `have the same bytes, root and value from either form`() throws {
    let vectors = try ConsensusVector.all()
    try #require(vectors.count == 104)
    for vector in vectors {
      let fromBytes = try vector.type.decode(ssz: vector.ssz, fork: vector.fork)
      #expect(fromBytes.ssz == vector.ssz, "\(vector)")
      #expect(fromBytes.root == vector.root, "\(vector)")
      #expect(fromBytes.value.sorted == vector.value, "\(vector)")
      let fromValue = try vector.type.decode(value: vector.value, fork: vector.fork)
      #expect(fromValue == fromBytes, "\(vector)")
    }
  }
}
