/// Five lanes of the Keccak state that share a y coordinate.
///
/// Named members rather than an array keep the whole permutation in registers.
struct KeccakPlane {
  var x0: UInt64 = 0
  var x1: UInt64 = 0
  var x2: UInt64 = 0
  var x3: UInt64 = 0
  var x4: UInt64 = 0

  @inline(__always)
  static func ^ (left: Self, right: Self) -> Self {
    Self(
      x0: left.x0 ^ right.x0, x1: left.x1 ^ right.x1, x2: left.x2 ^ right.x2,
      x3: left.x3 ^ right.x3, x4: left.x4 ^ right.x4)
  }

  /// What step θ adds to every plane, where this is the parity of the columns.
  @inline(__always)
  var theta: Self {
    Self(
      x0: x4 ^ x1.rotated(1), x1: x0 ^ x2.rotated(1), x2: x1 ^ x3.rotated(1),
      x3: x2 ^ x4.rotated(1), x4: x3 ^ x0.rotated(1))
  }

  /// Step χ, which works within a plane.
  @inline(__always)
  var chi: Self {
    Self(
      x0: x0 ^ (~x1 & x2), x1: x1 ^ (~x2 & x3), x2: x2 ^ (~x3 & x4),
      x3: x3 ^ (~x4 & x0), x4: x4 ^ (~x0 & x1))
  }
}

extension UInt64 {
  @inline(__always)
  func rotated(_ bits: UInt64) -> UInt64 {
    self &<< bits | self &>> (64 &- bits)
  }
}
