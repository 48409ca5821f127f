/// The 1600-bit state of Keccak as 25 words, row by row.
///
/// The words are single variables rather than an array: in the rounds that is faster by an order
/// of magnitude.
struct KeccakState: Sendable {
  private var a0: UInt64 = 0
  private var a1: UInt64 = 0
  private var a2: UInt64 = 0
  private var a3: UInt64 = 0
  private var a4: UInt64 = 0
  private var a5: UInt64 = 0
  private var a6: UInt64 = 0
  private var a7: UInt64 = 0
  private var a8: UInt64 = 0
  private var a9: UInt64 = 0
  private var a10: UInt64 = 0
  private var a11: UInt64 = 0
  private var a12: UInt64 = 0
  private var a13: UInt64 = 0
  private var a14: UInt64 = 0
  private var a15: UInt64 = 0
  private var a16: UInt64 = 0
  private var a17: UInt64 = 0
  private var a18: UInt64 = 0
  private var a19: UInt64 = 0
  private var a20: UInt64 = 0
  private var a21: UInt64 = 0
  private var a22: UInt64 = 0
  private var a23: UInt64 = 0
  private var a24: UInt64 = 0

  private static let roundConstants: InlineArray<24, UInt64> = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
    0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
    0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
    0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
    0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
  ]

  init() {}

  /// Takes in one block of 136 bytes.
  mutating func absorb(_ block: UnsafeRawBufferPointer) {
    precondition(block.count == 136, "a block of Keccak-256 has 136 bytes")
    a0 ^= Self.word(block, 0)
    a1 ^= Self.word(block, 1)
    a2 ^= Self.word(block, 2)
    a3 ^= Self.word(block, 3)
    a4 ^= Self.word(block, 4)
    a5 ^= Self.word(block, 5)
    a6 ^= Self.word(block, 6)
    a7 ^= Self.word(block, 7)
    a8 ^= Self.word(block, 8)
    a9 ^= Self.word(block, 9)
    a10 ^= Self.word(block, 10)
    a11 ^= Self.word(block, 11)
    a12 ^= Self.word(block, 12)
    a13 ^= Self.word(block, 13)
    a14 ^= Self.word(block, 14)
    a15 ^= Self.word(block, 15)
    a16 ^= Self.word(block, 16)
    permute()
  }

  /// The first 32 bytes.
  func squeeze() -> Hash32 {
    var hash = Hash32()
    hash.withUnsafeMutableBytes { bytes in
      bytes.storeBytes(of: a0.littleEndian, toByteOffset: 0, as: UInt64.self)
      bytes.storeBytes(of: a1.littleEndian, toByteOffset: 8, as: UInt64.self)
      bytes.storeBytes(of: a2.littleEndian, toByteOffset: 16, as: UInt64.self)
      bytes.storeBytes(of: a3.littleEndian, toByteOffset: 24, as: UInt64.self)
    }
    return hash
  }

  private static func word(_ block: UnsafeRawBufferPointer, _ index: Int) -> UInt64 {
    UInt64(littleEndian: block.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
  }

  @inline(__always)
  private static func rotate(_ word: UInt64, _ count: UInt64) -> UInt64 {
    word &<< count | word &>> (64 &- count)
  }

  private mutating func permute() {
    for round in 0..<24 {
      mixColumns()
      permuteRows()
      a0 ^= Self.roundConstants[round]
    }
  }

  /// Theta.
  @inline(__always)
  private mutating func mixColumns() {
    let c0 = a0 ^ a5 ^ a10 ^ a15 ^ a20
    let c1 = a1 ^ a6 ^ a11 ^ a16 ^ a21
    let c2 = a2 ^ a7 ^ a12 ^ a17 ^ a22
    let c3 = a3 ^ a8 ^ a13 ^ a18 ^ a23
    let c4 = a4 ^ a9 ^ a14 ^ a19 ^ a24
    let d0 = c4 ^ Self.rotate(c1, 1)
    let d1 = c0 ^ Self.rotate(c2, 1)
    let d2 = c1 ^ Self.rotate(c3, 1)
    let d3 = c2 ^ Self.rotate(c4, 1)
    let d4 = c3 ^ Self.rotate(c0, 1)
    a0 ^= d0
    a1 ^= d1
    a2 ^= d2
    a3 ^= d3
    a4 ^= d4
    a5 ^= d0
    a6 ^= d1
    a7 ^= d2
    a8 ^= d3
    a9 ^= d4
    a10 ^= d0
    a11 ^= d1
    a12 ^= d2
    a13 ^= d3
    a14 ^= d4
    a15 ^= d0
    a16 ^= d1
    a17 ^= d2
    a18 ^= d3
    a19 ^= d4
    a20 ^= d0
    a21 ^= d1
    a22 ^= d2
    a23 ^= d3
    a24 ^= d4
  }

  /// Rho, pi and chi.
  @inline(__always)
  private mutating func permuteRows() {
    let b0 = a0
    let b10 = Self.rotate(a1, 1)
    let b20 = Self.rotate(a2, 62)
    let b5 = Self.rotate(a3, 28)
    let b15 = Self.rotate(a4, 27)
    let b16 = Self.rotate(a5, 36)
    let b1 = Self.rotate(a6, 44)
    let b11 = Self.rotate(a7, 6)
    let b21 = Self.rotate(a8, 55)
    let b6 = Self.rotate(a9, 20)
    let b7 = Self.rotate(a10, 3)
    let b17 = Self.rotate(a11, 10)
    let b2 = Self.rotate(a12, 43)
    let b12 = Self.rotate(a13, 25)
    let b22 = Self.rotate(a14, 39)
    let b23 = Self.rotate(a15, 41)
    let b8 = Self.rotate(a16, 45)
    let b18 = Self.rotate(a17, 15)
    let b3 = Self.rotate(a18, 21)
    let b13 = Self.rotate(a19, 8)
    let b14 = Self.rotate(a20, 18)
    let b24 = Self.rotate(a21, 2)
    let b9 = Self.rotate(a22, 61)
    let b19 = Self.rotate(a23, 56)
    let b4 = Self.rotate(a24, 14)
    a0 = b0 ^ (~b1 & b2)
    a1 = b1 ^ (~b2 & b3)
    a2 = b2 ^ (~b3 & b4)
    a3 = b3 ^ (~b4 & b0)
    a4 = b4 ^ (~b0 & b1)
    a5 = b5 ^ (~b6 & b7)
    a6 = b6 ^ (~b7 & b8)
    a7 = b7 ^ (~b8 & b9)
    a8 = b8 ^ (~b9 & b5)
    a9 = b9 ^ (~b5 & b6)
    a10 = b10 ^ (~b11 & b12)
    a11 = b11 ^ (~b12 & b13)
    a12 = b12 ^ (~b13 & b14)
    a13 = b13 ^ (~b14 & b10)
    a14 = b14 ^ (~b10 & b11)
    a15 = b15 ^ (~b16 & b17)
    a16 = b16 ^ (~b17 & b18)
    a17 = b17 ^ (~b18 & b19)
    a18 = b18 ^ (~b19 & b15)
    a19 = b19 ^ (~b15 & b16)
    a20 = b20 ^ (~b21 & b22)
    a21 = b21 ^ (~b22 & b23)
    a22 = b22 ^ (~b23 & b24)
    a23 = b23 ^ (~b24 & b20)
    a24 = b24 ^ (~b20 & b21)
  }
}
