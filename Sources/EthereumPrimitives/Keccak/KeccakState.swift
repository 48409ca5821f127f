/// The 1,600-bit state of Keccak-f and its permutation (FIPS 202, section 3).
struct KeccakState {
  private var y0 = KeccakPlane()
  private var y1 = KeccakPlane()
  private var y2 = KeccakPlane()
  private var y3 = KeccakPlane()
  private var y4 = KeccakPlane()

  /// Adds one block of 136 bytes, the rate of Keccak-256, and permutes.
  @inline(__always)
  mutating func absorb(_ block: UnsafeRawPointer) {
    y0 = y0 ^ Self.plane(block, at: 0)
    y1 = y1 ^ Self.plane(block, at: 40)
    y2 = y2 ^ Self.plane(block, at: 80)
    y3.x0 ^= Self.lane(block, at: 120)
    y3.x1 ^= Self.lane(block, at: 128)
    permute()
  }

  /// The first 32 bytes of the state.
  var hash: Hash32 {
    var hash = Hash32()
    hash.withUnsafeMutableBytes { target in
      target.storeBytes(of: y0.x0.littleEndian, toByteOffset: 0, as: UInt64.self)
      target.storeBytes(of: y0.x1.littleEndian, toByteOffset: 8, as: UInt64.self)
      target.storeBytes(of: y0.x2.littleEndian, toByteOffset: 16, as: UInt64.self)
      target.storeBytes(of: y0.x3.littleEndian, toByteOffset: 24, as: UInt64.self)
    }
    return hash
  }

  @inline(__always)
  private mutating func permute() {
    var state = self
    for round in 0..<24 {
      state.permuteOnce()
      state.y0.x0 ^= Self.roundConstants[round]
    }
    self = state
  }

  /// Steps θ, ρ, π and χ: lane (x, y) is rotated and moves to (y, 2x + 3y) before χ.
  @inline(__always)
  private mutating func permuteOnce() {
    let theta = (y0 ^ y1 ^ y2 ^ y3 ^ y4).theta
    let (a, b, c, d, e) = (y0 ^ theta, y1 ^ theta, y2 ^ theta, y3 ^ theta, y4 ^ theta)
    y0 =
      KeccakPlane(
        x0: a.x0, x1: b.x1.rotated(44), x2: c.x2.rotated(43), x3: d.x3.rotated(21),
        x4: e.x4.rotated(14)
      ).chi
    y1 =
      KeccakPlane(
        x0: a.x3.rotated(28), x1: b.x4.rotated(20), x2: c.x0.rotated(3), x3: d.x1.rotated(45),
        x4: e.x2.rotated(61)
      ).chi
    y2 =
      KeccakPlane(
        x0: a.x1.rotated(1), x1: b.x2.rotated(6), x2: c.x3.rotated(25), x3: d.x4.rotated(8),
        x4: e.x0.rotated(18)
      ).chi
    y3 =
      KeccakPlane(
        x0: a.x4.rotated(27), x1: b.x0.rotated(36), x2: c.x1.rotated(10), x3: d.x2.rotated(15),
        x4: e.x3.rotated(56)
      ).chi
    y4 =
      KeccakPlane(
        x0: a.x2.rotated(62), x1: b.x3.rotated(55), x2: c.x4.rotated(39), x3: d.x0.rotated(41),
        x4: e.x1.rotated(2)
      ).chi
  }

  @inline(__always)
  private static func plane(_ block: UnsafeRawPointer, at offset: Int) -> KeccakPlane {
    KeccakPlane(
      x0: lane(block, at: offset), x1: lane(block, at: offset + 8),
      x2: lane(block, at: offset + 16), x3: lane(block, at: offset + 24),
      x4: lane(block, at: offset + 32))
  }

  @inline(__always)
  private static func lane(_ block: UnsafeRawPointer, at offset: Int) -> UInt64 {
    UInt64(littleEndian: block.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private static let roundConstants: InlineArray<24, UInt64> = [
    0x0000_0000_0000_0001, 0x0000_0000_0000_8082, 0x8000_0000_0000_808a, 0x8000_0000_8000_8000,
    0x0000_0000_0000_808b, 0x0000_0000_8000_0001, 0x8000_0000_8000_8081, 0x8000_0000_0000_8009,
    0x0000_0000_0000_008a, 0x0000_0000_0000_0088, 0x0000_0000_8000_8009, 0x0000_0000_8000_000a,
    0x0000_0000_8000_808b, 0x8000_0000_0000_008b, 0x8000_0000_0000_8089, 0x8000_0000_0000_8003,
    0x8000_0000_0000_8002, 0x8000_0000_0000_0080, 0x0000_0000_0000_800a, 0x8000_0000_8000_000a,
    0x8000_0000_8000_8081, 0x8000_0000_0000_8080, 0x0000_0000_8000_0001, 0x8000_0000_8000_8008,
  ]
}
