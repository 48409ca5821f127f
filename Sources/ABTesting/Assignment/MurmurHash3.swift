/// MurmurHash3 x86_32, the hash that sticky assignment is built on.
///
/// Blocks are read as little-endian on every platform. It is no protection against someone who
/// chooses the bytes.
public enum MurmurHash3 {
  /// Hashes bytes with a seed.
  public static func hash(_ bytes: some Sequence<UInt8>, seed: UInt32 = 0) -> UInt32 {
    var hash = seed
    var block: UInt32 = 0
    var length: UInt32 = 0
    for byte in bytes {
      block |= UInt32(byte) << (8 * (length & 3))
      length &+= 1
      guard length & 3 == 0 else { continue }
      hash = rotated(hash ^ scrambled(block), by: 13) &* 5 &+ 0xe654_6b64
      block = 0
    }
    if length & 3 != 0 { hash ^= scrambled(block) }
    return finalized(hash ^ length)
  }

  private static func scrambled(_ block: UInt32) -> UInt32 {
    rotated(block &* 0xcc9e_2d51, by: 15) &* 0x1b87_3593
  }

  private static func finalized(_ value: UInt32) -> UInt32 {
    var hash = (value ^ (value >> 16)) &* 0x85eb_ca6b
    hash = (hash ^ (hash >> 13)) &* 0xc2b2_ae35
    return hash ^ (hash >> 16)
  }

  private static func rotated(_ value: UInt32, by bits: UInt32) -> UInt32 {
    (value << bits) | (value >> (32 - bits))
  }
}
