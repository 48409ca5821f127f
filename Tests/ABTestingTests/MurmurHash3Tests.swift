import ABTesting
import Testing

@Suite struct MurmurHash3Tests {
  static let vectors: [(hex: String, seed: UInt32, hash: UInt32)] = [
    ("", 0, 0), ("", 1, 0x514E_28B7), ("", 0xFFFF_FFFF, 0x81F1_6F39),
    ("", 0xFBA4_C795, 0x6A39_6F08), ("ffffffff", 0, 0x7629_3B50), ("21436587", 0, 0xF55B_516B),
    ("21436587", 0x5082_EDEE, 0x2362_F9DE), ("214365", 0, 0x7E4A_8634), ("2143", 0, 0xA0F7_B07A),
    ("21", 0, 0x7266_1CF4), ("00000000", 0, 0x2362_F9DE), ("000000", 0, 0x85F0_B427),
    ("0000", 0, 0x30F4_C306), ("00", 0, 0x514E_28B7), ("ff", 0, 0xFD6C_F10D),
    ("0011", 0, 0x16C6_B7AB), ("001122", 0, 0x8EB5_1C3D), ("00112233", 0, 0xB447_1BF8),
    ("0011223344", 0, 0xE230_1FA8), ("001122334455", 0, 0xFC2E_4A15),
    ("00112233445566", 0, 0xB074_502C), ("0011223344556677", 0, 0x8034_D2A0),
    ("001122334455667788", 0, 0xB469_8DEF), ("00", 0xFBA4_C795, 0xEA3F_0B17),
  ]

  static let texts: [(text: String, seed: UInt32, hash: UInt32)] = [
    ("test", 0x9747_B28C, 0x704B_81DC), ("Hello, world!", 0x9747_B28C, 0x2488_4CBA),
    ("The quick brown fox jumps over the lazy dog", 0x9747_B28C, 0x2FA8_26CD),
  ]

  @Test(arguments: vectors)
  func `the published vectors of bytes are reproduced`(
    _ vector: (hex: String, seed: UInt32, hash: UInt32)
  ) throws {
    let digits = Array(vector.hex)
    let bytes = try stride(from: 0, to: digits.count, by: 2).map {
      try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
    }
    #expect(MurmurHash3.hash(bytes, seed: vector.seed) == vector.hash)
  }

  @Test(arguments: texts)
  func `the published vectors of text are reproduced`(
    _ vector: (text: String, seed: UInt32, hash: UInt32)
  ) {
    #expect(MurmurHash3.hash(vector.text.utf8, seed: vector.seed) == vector.hash)
  }

  @Test func `SMHasher's verification value is reproduced`() {
    var concatenated: [UInt8] = []
    for length in 0...255 {
      let key = (0..<length).map { UInt8($0) }
      let hash = MurmurHash3.hash(key, seed: UInt32(256 - length))
      concatenated += (0..<4).map { UInt8(truncatingIfNeeded: hash >> (8 * $0)) }
    }
    #expect(MurmurHash3.hash(concatenated) == 0xB0F5_7EE3)
  }
}
