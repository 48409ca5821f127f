import EthereumPrimitives

/// Payloads that the caller has given and may still make its head: catching up leads to the caller's
/// forkchoice, and does not find them.
struct UnfollowedPayloads: Sendable, Hashable {
  static let capacity = 64

  struct Payload: Sendable, Hashable {
    let block: Hash32
    let parent: Hash32
  }

  /// Oldest first.
  private(set) var all: [Payload] = []
  private var head: Hash32?

  var isEmpty: Bool { all.isEmpty }

  /// The caller gives a payload; of too many the oldest is forgotten.
  mutating func gave(_ block: Hash32, on parent: Hash32) {
    guard block != head, !all.contains(where: { $0.block == block }) else { return }
    if all.count == Self.capacity { all.removeFirst() }
    all.append(Payload(block: block, parent: parent))
  }

  /// The caller tells its head: only what descends from there may still follow.
  mutating func told(_ head: Hash32) {
    self.head = head
    guard !all.isEmpty else { return }
    var branch: Set = [head]
    all.removeAll { payload in
      guard branch.contains(payload.parent) else { return true }
      branch.insert(payload.block)
      return false
    }
  }

  /// The caller was told that a block is INVALID.
  mutating func refused(_ block: Hash32) {
    all.removeAll { $0.block == block }
  }
}
