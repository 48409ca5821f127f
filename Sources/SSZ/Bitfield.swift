/// A sequence of bits: the value of a bitlist or a bitvector.
public struct Bitfield: Hashable, Sendable {
  /// The number of bits.
  public let count: Int
  /// The bits, eight a byte, lowest first; those beyond the last are zero.
  public private(set) var bytes: [UInt8]

  /// That many bits, all of them zero.
  public init(count: Int = 0) {
    self.count = count
    bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
  }

  /// Takes bytes whose bits beyond the last are known to be zero.
  init(count: Int, cleanBytes bytes: [UInt8]) {
    self.count = count
    self.bytes = bytes
  }

  /// Whether a bit is set; the position must be below `count`.
  public subscript(position: Int) -> Bool {
    get {
      precondition((0..<count).contains(position), "bit out of range")
      return bytes[position >> 3] >> (position & 7) & 1 == 1
    }
    set {
      precondition((0..<count).contains(position), "bit out of range")
      let mask: UInt8 = 1 << (position & 7)
      if newValue { bytes[position >> 3] |= mask } else { bytes[position >> 3] &= ~mask }
    }
  }
}
