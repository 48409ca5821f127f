import EthereumPrimitives

/// Blocks whose execution failed and their descendants, as geth remembers them.
struct InvalidBlocks: Sendable {
  private struct Rejection: Sendable {
    var block: Hash32
    var parent: Hash32
  }

  private static let capacity = 512
  /// After that many questions a block is tried again.
  private static let hitEviction = 128

  private var rejections: [Hash32: Rejection] = [:]
  private var order: [Hash32] = []
  private var hits: [Hash32: Int] = [:]

  /// Remembers a block that failed.
  mutating func reject(_ block: Hash32, parent: Hash32) {
    hits[block] = 1
    remember(block, Rejection(block: block, parent: parent))
  }

  /// The last valid ancestor where `ancestor` is remembered; `head` is then remembered with it.
  mutating func lastValid(below ancestor: Hash32, of head: Hash32) -> Hash32? {
    guard let rejection = rejections[ancestor] else { return nil }
    let count = hits[rejection.block, default: 0] + 1
    guard count < Self.hitEviction else {
      forget(rejection.block)
      return nil
    }
    hits[rejection.block] = count
    if ancestor != head { remember(head, rejection) }
    return rejection.parent
  }

  private mutating func remember(_ hash: Hash32, _ rejection: Rejection) {
    if rejections.updateValue(rejection, forKey: hash) == nil { order.append(hash) }
    guard order.count > Self.capacity else { return }
    let oldest = order.removeFirst()
    if let evicted = rejections.removeValue(forKey: oldest), evicted.block == oldest {
      hits[oldest] = nil
    }
  }

  private mutating func forget(_ block: Hash32) {
    hits[block] = nil
    rejections = rejections.filter { $0.value.block != block }
    order.removeAll { rejections[$0] == nil }
  }
}
