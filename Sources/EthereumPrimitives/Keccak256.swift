/// Keccak-256 as Ethereum uses it: the sponge before NIST changed its padding.
public struct Keccak256: Sendable {
  private static let rate = 136

  private var lanes = KeccakState()
  private var pending = InlineArray<136, UInt8>(repeating: 0)
  private var pendingCount = 0

  public init() {}

  /// Hashes bytes in one go.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> Hash32 {
    var hasher = Keccak256()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// Hashes bytes in one go.
  public static func hash(_ bytes: [UInt8]) -> Hash32 {
    bytes.withUnsafeBytes { hash($0) }
  }

  /// Absorbs more bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    if pendingCount > 0 {
      let taken = min(Self.rate - pendingCount, rest.count)
      fill(UnsafeRawBufferPointer(rebasing: rest.prefix(taken)))
      rest = rest.dropFirst(taken)
      guard pendingCount == Self.rate else { return }
      absorbPending()
    }
    while rest.count >= Self.rate {
      lanes.absorb(UnsafeRawBufferPointer(rebasing: rest.prefix(Self.rate)))
      rest = rest.dropFirst(Self.rate)
    }
    fill(UnsafeRawBufferPointer(rebasing: rest))
  }

  /// Pads and squeezes the hash out.
  public mutating func finalize() -> Hash32 {
    withUnsafeMutableBytes(of: &pending) { block in
      for index in pendingCount..<Self.rate { block[index] = 0 }
      block[pendingCount] ^= 0x01
      block[Self.rate - 1] ^= 0x80
    }
    absorbPending()
    return lanes.squeeze()
  }

  private mutating func fill(_ bytes: UnsafeRawBufferPointer) {
    let start = pendingCount
    withUnsafeMutableBytes(of: &pending) { block in
      for index in 0..<bytes.count { block[start + index] = bytes[index] }
    }
    pendingCount += bytes.count
  }

  private mutating func absorbPending() {
    withUnsafeBytes(of: pending) { lanes.absorb($0) }
    pendingCount = 0
  }
}
