import EthereumPrimitives
import SSZ
import TestKit
import Testing

@Suite struct `Strict decoding` {
  @Test(arguments: MalformedEncoding.all)
  func `refuses what no encoder makes, each with its own error`(
    malformed: MalformedEncoding
  ) {
    #expect(throws: malformed.error) { try malformed.decode(malformed.bytes) }
  }

  @Test func `accepts only the encoding of what it yields`() throws {
    var accepted = 0
    for seed in UInt64(1)...20_000 {
      var random = SeededGenerator(seed: seed)
      var shape = OuterShape()
      shape.inner = (0..<2).map { _ in
        var inner = VariableShape()
        inner.first = random.bytes(Int.random(in: 0...4, using: &random))
        inner.third = (0..<Int.random(in: 0...3, using: &random)).map { _ in
          random.bytes(Int.random(in: 0...2, using: &random))
        }
        return inner
      }
      var bytes = try shape.ssz()
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
          in: 0...40, using: &random)
      }
      guard let decoded = try? OuterShape(ssz: bytes) else { continue }
      accepted += 1
      #expect(try decoded.ssz() == bytes, "seed \(seed)")
    }
    #expect(1000..<19_000 ~= accepted, "the changes were all harmless or all refused")
  }

  @Test func `of random bytes never crashes`() {
    for seed in UInt64(1)...5_000 {
      var random = SeededGenerator(seed: seed)
      let bytes = random.bytes(Int.random(in: 0...64, using: &random))
      guard let decoded = try? OuterShape(ssz: bytes) else { continue }
      #expect((try? decoded.ssz()) == bytes, "seed \(seed)")
    }
  }
}
