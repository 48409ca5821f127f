import EthereumPrimitives
import SSZ
import Testing

@Suite struct `SSZ encodings` {
  @Test func `of a container of fixed size are its members' one behind the other`() throws {
    var shape = FixedShape()
    shape.flag = true
    shape.number = 0x0102
    shape.wide = UInt256(0xff)
    let bytes = try shape.ssz()
    #expect(bytes == [1, 2, 1, 0, 0, 0, 0, 0, 0, 0xff] + [UInt8](repeating: 0, count: 31))
    #expect(try FixedShape(ssz: bytes) == shape)
  }

  @Test func `of varying members stand behind the fixed part that has their offsets`() throws {
    var shape = VariableShape()
    shape.first = [7, 8]
    shape.number = 9
    shape.third = [[], [5], [6, 6]]
    let bytes = try shape.ssz()
    let fixed: [UInt8] =
      [20, 0, 0, 0] + [9, 0, 0, 0, 0, 0, 0, 0] + [22, 0, 0, 0] + [22, 0, 0, 0]
    let third: [UInt8] = [12, 0, 0, 0, 12, 0, 0, 0, 13, 0, 0, 0, 5, 6, 6]
    #expect(bytes == fixed + [7, 8] + third)
    #expect(try VariableShape(ssz: bytes) == shape)
  }

  @Test(arguments: 0...10)
  func `of bitlists end in a delimiter and come back`(count: Int) throws {
    for pattern in 0..<(1 << count) {
      var shape = OuterShape()
      shape.bits = Bitfield(count: count)
      for bit in 0..<count { shape.bits[bit] = pattern >> bit & 1 == 1 }
      let bytes = try shape.ssz()
      let encoded = pattern | 1 << count
      let expected = count < 8 ? [UInt8(encoded)] : [UInt8(encoded & 255), UInt8(encoded >> 8)]
      #expect(bytes.suffix(expected.count) == expected[...], "pattern \(pattern)")
      #expect(try OuterShape(ssz: bytes) == shape, "pattern \(pattern)")
      #expect(try OuterShape(beaconValue: shape.beaconValue) == shape, "pattern \(pattern)")
    }
  }

  @Test func `of nested containers come back, as do their value trees`() throws {
    var inner = VariableShape()
    inner.second = [.max, 0, 1]
    var outer = OuterShape()
    outer.inner = [VariableShape(), inner]
    outer.flags[9] = true
    #expect(try OuterShape(ssz: outer.ssz()) == outer)
    #expect(try OuterShape(beaconValue: outer.beaconValue) == outer)
  }

  @Test func `are refused where a value made in code is beyond its type's limits`() {
    func expect(_ reason: SSZError, path: String, _ change: (inout OuterShape) -> Void) {
      var shape = OuterShape()
      change(&shape)
      let encoding = #expect(throws: SSZError.self) { _ = try shape.ssz() }
      let root = #expect(throws: SSZError.self) { _ = try shape.hashTreeRoot() }
      for error in [encoding, root] {
        #expect(error?.reason == reason)
        #expect(error?.path == path)
      }
    }
    expect(.aboveLimit(limit: 10, actual: 11), path: "bits") { $0.bits = Bitfield(count: 11) }
    expect(.wrongCount(expected: 10, actual: 9), path: "flags") { $0.flags = Bitfield(count: 9) }
    expect(.wrongCount(expected: 2, actual: 1), path: "pair") { $0.pair.removeLast() }
    expect(.aboveLimit(limit: 2, actual: 3), path: "inner") {
      $0.inner = Array(repeating: VariableShape(), count: 3)
    }
    expect(.aboveLimit(limit: 4, actual: 5), path: "inner[0].first") {
      $0.inner = [VariableShape()]
      $0.inner[0].first = [1, 2, 3, 4, 5]
    }
    expect(.aboveLimit(limit: 2, actual: 3), path: "inner[0].third[1]") {
      $0.inner = [VariableShape()]
      $0.inner[0].third = [[], [1, 2, 3]]
    }
  }
}
