/// MurmurHash3 x86_32 of a sticky unit, and the arm that follows from it.
struct Assignment {
  enum Purpose: String { case route }
  let purpose: Purpose
  let experiment: String
  let attempt: Int

  /// 0 … 9,999.
  func bucket(_ unit: String) -> Int {
    let hash = Self.murmur3(Array("\(purpose.rawValue):\(experiment):\(attempt):\(unit)".utf8))
    return Int((UInt64(hash) &* 10_000) >> 32)
  }

  func isV5(_ unit: String, basisPoints: Int) -> Bool {
    if basisPoints <= 0 { return false }
    return basisPoints >= 10_000 || bucket(unit) < basisPoints
  }

  static func murmur3(_ bytes: [UInt8], seed: UInt32 = 0) -> UInt32 {
    var hash = seed
    var block: UInt32 = 0
    func mixed(_ value: UInt32) -> UInt32 {
      let product = value &* 0xcc9e_2d51
      return ((product << 15) | (product >> 17)) &* 0x1b87_3593
    }
    for (index, byte) in bytes.enumerated() {
      block |= UInt32(byte) << UInt32(8 * (index % 4))
      guard index % 4 == 3 else { continue }
      hash ^= mixed(block)
      hash = ((hash << 13) | (hash >> 19)) &* 5 &+ 0xe654_6b64
      block = 0
    }
    if bytes.count % 4 != 0 { hash ^= mixed(block) }
    hash ^= UInt32(truncatingIfNeeded: bytes.count)
    hash = (hash ^ (hash >> 16)) &* 0x85eb_ca6b
    hash = (hash ^ (hash >> 13)) &* 0xc2b2_ae35
    return hash ^ (hash >> 16)
  }
}
