import EthereumPrimitives
import Testing

@testable import SSZ

@Suite struct `Merkle trees` {
  /// The zero hashes of the specification's deposit contract.
  @Test(arguments: [
    (0, "0x0000000000000000000000000000000000000000000000000000000000000000"),
    (1, "0xf5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb4b"),
    (2, "0xdb56114e00fdd4c1f85c892bf35ac9a89289aaecb1ebd0a96cde606a748b5d71"),
    (3, "0xc78009fdf07fc56a11f122370658a353aaa542ed63e44c4bc15ff4cd105ab33c"),
  ])
  func `of zeros have the known roots`(depth: Int, root: String) throws {
    #expect(ZeroHashes.table[depth] == (try Hash32(hex: root)))
    #expect(Merkle.root(of: [], limit: 1 << depth) == (try Hash32(hex: root)))
    let zeros = [UInt8](repeating: 0, count: 32 << depth)
    #expect(Merkle.root(of: zeros, limit: 1 << depth) == (try Hash32(hex: root)))
  }

  @Test(arguments: [(0, 0), (1, 0), (2, 1), (3, 2), (4, 2), (5, 3), (1 << 40, 40), (.max, 63)])
  func `are as deep as their limit needs`(limit: Int, depth: Int) {
    #expect(ZeroHashes.depth(ofLimit: limit) == depth)
  }

  @Test(arguments: 0...17)
  func `equal trees that are padded by hand`(count: Int) {
    let bytes = (0..<count * 32 - (count > 0 ? 5 : 0)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    for depth in 5...7 {
      var layer = stride(from: 0, to: bytes.count, by: 32).map { start in
        let chunk = Array(bytes[start..<min(start + 32, bytes.count)])
        return chunk + [UInt8](repeating: 0, count: 32 - chunk.count)
      }
      while layer.count < 1 << depth { layer.append([UInt8](repeating: 0, count: 32)) }
      while layer.count > 1 {
        layer = stride(from: 0, to: layer.count, by: 2).map { index in
          (layer[index] + layer[index + 1]).withUnsafeBytes { Merkle.hash($0).bytes }
        }
      }
      #expect(Merkle.root(of: bytes, limit: 1 << depth).bytes == layer[0], "depth \(depth)")
    }
  }

  @Test func `of lists with huge limits are cheap`() throws {
    let codec = ListCodec(element: UInt64.codec, limit: 1 << 40)
    let single = try codec.root(of: [1])
    var expected = UInt64.codec.root(of: 1)
    for depth in 0..<38 {
      expected = [expected, ZeroHashes.table[depth]].withUnsafeBytes { Merkle.hash($0) }
    }
    #expect(single == Merkle.mixIn(length: 1, expected))
    #expect(try codec.root(of: []) == Merkle.mixIn(length: 0, ZeroHashes.table[38]))
  }

  @Test func `of one chunk are that chunk`() throws {
    #expect(UInt64.codec.root(of: 0x0102).bytes == [2, 1] + [UInt8](repeating: 0, count: 30))
    #expect(Bool.codec.root(of: true).bytes == [1] + [UInt8](repeating: 0, count: 31))
    #expect(try UInt256(7).hashTreeRoot().bytes == UInt256(7).littleEndianBytes)
    #expect(try UInt256.max.hashTreeRoot().bytes == [UInt8](repeating: 255, count: 32))
    let address = try Address(hex: "0x00112233445566778899aabbccddeeff00112233")
    #expect(try address.hashTreeRoot().bytes == address.bytes + [UInt8](repeating: 0, count: 12))
  }
}
