import EthereumPrimitives

/// The blocks between the one that both engines have and the head, by their hashes alone.
struct Ancestry: Sendable {
  /// From the head down, as the walk finds them.
  private var descending: [Hash32] = []
  /// The block below the lowest, or where the walk goes next.
  private(set) var below: Hash32
  private(set) var numberBelow: UInt64

  /// Begins with nothing above a block.
  init(above hash: Hash32, _ number: UInt64) {
    below = hash
    numberBelow = number
  }

  var count: Int { descending.count }

  /// Adds the next block down.
  mutating func prepend(_ header: ProvenHeader) {
    descending.append(header.hash)
    below = header.parentHash
    numberBelow = header.number &- 1
  }

  /// The hash of the block that many above the lowest.
  func hash(at index: Int) -> Hash32 { descending[descending.count - 1 - index] }

  func number(at index: Int) -> UInt64 { numberBelow &+ 1 &+ UInt64(index) }

  var head: (hash: Hash32, number: UInt64) {
    (descending.first ?? below, numberBelow &+ UInt64(descending.count))
  }
}
