import ConsensusTypes
import SSZ
import TestKit
import Testing

@Suite struct `Damaged vectors` {
  private static func small() throws -> [ConsensusVector] {
    try ConsensusVector.all().filter { $0.ssz.count < 6_000 }
  }

  @Test func `that are cut short never crash and never pass for the whole`() throws {
    for vector in try Self.small() {
      for count in stride(from: 0, to: vector.ssz.count, by: 97) {
        guard
          let decoded = try? vector.type.decode(
            ssz: Array(vector.ssz[..<count]), fork: vector.fork)
        else { continue }
        #expect(decoded.ssz == vector.ssz[..<count].map { $0 }, "\(vector), \(count) bytes")
        #expect(decoded.root != vector.root, "\(vector), \(count) bytes")
      }
    }
  }

  @Test func `with random changes never crash and decode to nothing but themselves`() throws {
    let vectors = try Self.small()
    var accepted = 0
    var refused = 0
    for seed in UInt64(1)...1_500 {
      var random = SeededGenerator(seed: seed)
      let vector = vectors[Int.random(in: vectors.indices, using: &random)]
      let bytes = Self.damage(vector.ssz, &random)
      do {
        let decoded = try vector.type.decode(ssz: bytes, fork: vector.fork)
        #expect(decoded.ssz == bytes, "seed \(seed), \(vector)")
        accepted += 1
      } catch {
        refused += 1
      }
    }
    #expect(accepted > 100 && refused > 100, "\(accepted) accepted, \(refused) refused")
  }

  /// Changes bytes anywhere or where offsets stand, cuts, repeats or appends.
  private static func damage(_ ssz: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
    var bytes = ssz
    for _ in 0...Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << (random.next() & 7)
      case 1:
        let early = 0..<min(bytes.count, 700)
        bytes[Int.random(in: early, using: &random)] = UInt8(truncatingIfNeeded: random.next())
      case 2: bytes.removeLast(Int.random(in: 1...min(40, bytes.count), using: &random))
      case 3: bytes += random.bytes(Int.random(in: 1...40, using: &random))
      default:
        let start = Int.random(in: bytes.indices, using: &random)
        bytes.replaceSubrange(start..<min(start + 4, bytes.count), with: [255, 255, 255, 255])
      }
    }
    return bytes
  }
}
