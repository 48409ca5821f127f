import EthereumPrimitives

/// The roots of trees whose leaves are all zero.
enum ZeroHashes {
  /// By depth: a tree over 2^depth zero chunks.
  static let table: [Hash32] = {
    var table: [Hash32] = [.zero]
    for depth in 0..<Int.bitWidth {
      table.append([table[depth], table[depth]].withUnsafeBytes { Merkle.hash($0) })
    }
    return table
  }()

  /// The depth of the smallest tree with room for `limit` chunks.
  static func depth(ofLimit limit: Int) -> Int {
    limit <= 1 ? 0 : Int.bitWidth - (limit - 1).leadingZeroBitCount
  }
}
