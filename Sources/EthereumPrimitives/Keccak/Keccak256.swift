/// Keccak-256 as Ethereum uses it: the padding of Keccak's submission, not that of SHA-3.
public struct Keccak256: Sendable {
  /// The bytes that one permutation takes.
  private static let rate = 136

  private var state = KeccakState()
  private var partial = InlineArray<136, UInt8>(repeating: 0)
  private var partialCount = 0

  public init() {}

  /// The hash of bytes in place.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> Hash32 {
    var hasher = Keccak256()
    hasher.update(bytes)
    return hasher.finalize()
  }

  /// The hash of bytes.
  public static func hash(_ bytes: [UInt8]) -> Hash32 {
    bytes.withUnsafeBytes { hash($0) }
  }

  /// The hash of a fixed-width value's bytes.
  public static func hash(_ bytes: some FixedBytes) -> Hash32 {
    bytes.withUnsafeBytes { hash($0) }
  }

  /// Takes further bytes in place.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var rest = bytes[...]
    if partialCount > 0 {
      let head = rest.prefix(Self.rate - partialCount)
      buffer(head)
      rest = rest.dropFirst(head.count)
      guard partialCount == Self.rate else { return }
      absorbPartial()
    }
    absorbBlocks(&rest)
    buffer(rest)
  }

  /// Takes further bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The hash of all bytes taken so far, which stay taken.
  public func finalize() -> Hash32 {
    var last = self
    withUnsafeMutableBytes(of: &last.partial) { block in
      for index in partialCount..<Self.rate { block[index] = 0 }
      block[partialCount] = 0x01
      block[Self.rate - 1] |= 0x80
    }
    last.absorbPartial()
    return last.state.hash
  }

  private mutating func absorbBlocks(_ rest: inout Slice<UnsafeRawBufferPointer>) {
    let blocks = rest.count / Self.rate
    guard blocks > 0, let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress else { return }
    var state = state
    for block in 0..<blocks { state.absorb(base + block * Self.rate) }
    self.state = state
    rest = rest.dropFirst(blocks * Self.rate)
  }

  private mutating func absorbPartial() {
    withUnsafeBytes(of: partial) { block in
      if let base = block.baseAddress { state.absorb(base) }
    }
    partialCount = 0
  }

  private mutating func buffer(_ bytes: Slice<UnsafeRawBufferPointer>) {
    withUnsafeMutableBytes(of: &partial) { target in
      UnsafeMutableRawBufferPointer(rebasing: target[partialCount...]).copyBytes(from: bytes)
    }
    partialCount += bytes.count
  }
}
