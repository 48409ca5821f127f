import EngineTypes
import EthereumPrimitives

/// Head and finalized block as the node has them, and the ancestry that it knows.
///
/// Only blocks that an engine called VALID, or gave out itself, are noted.
struct ForkchoiceView: Sendable {
  enum Ancestry {
    case isAncestor, isNot, unknown
  }

  private(set) var head: Hash32?
  private(set) var finalized = Hash32.zero
  private var links: BoundedCache<Hash32, BlockLink>

  init(limits: CacheLimits) {
    links = BoundedCache(limits: limits)
  }

  /// The forkchoice with a head; safe is what is finalized, as Alys has it.
  func state(head: Hash32) -> ForkchoiceState {
    ForkchoiceState(
      headBlockHash: head, safeBlockHash: finalized, finalizedBlockHash: finalized)
  }

  func number(of block: Hash32) -> UInt64? { links.peek(block)?.number }

  mutating func note(_ block: Hash32, parent: Hash32, number: UInt64) {
    links.insert(BlockLink(parent: parent, number: number), for: block)
  }

  mutating func becameHead(_ block: Hash32) { head = block }

  mutating func becameFinalized(_ block: Hash32) { finalized = block }

  /// Whether a block lies on the way from another one down to the genesis, itself included.
  func ancestry(of block: Hash32, from descendant: Hash32) -> Ancestry {
    let number = self.number(of: block)
    var current = descendant
    for _ in 0...links.counts.entries {
      if current == block { return .isAncestor }
      guard let link = links.peek(current) else { return .unknown }
      if let number, link.number <= number { return .isNot }
      if link.number == 0 { return .isNot }
      current = link.parent
    }
    return .unknown
  }

  /// Refuses a block whose parent is known not to descend from what is finalized.
  func admit(_ block: Hash32, parent: Hash32) throws(NodeError) {
    guard !finalized.isZero, block != finalized, ancestry(of: finalized, from: parent) == .isNot
    else { return }
    throw .conflictsWithFinalized(block: block, finalized: finalized)
  }

  /// Refuses what may not be finalized, as far as the ancestry is known.
  ///
  /// - Returns: whether the ancestry says it; otherwise the engine has the word.
  func mayFinalize(_ block: Hash32) throws(NodeError) -> Bool {
    guard let head else { throw .noHead }
    guard block != finalized else { return true }
    if !finalized.isZero {
      if ancestry(of: block, from: finalized) == .isAncestor {
        throw .finalizedBackwards(asked: block, finalized: finalized)
      }
      if let number = self.number(of: block), let last = self.number(of: finalized), number <= last
      {
        throw number < last
          ? .finalizedBackwards(asked: block, finalized: finalized)
          : .conflictsWithFinalized(block: block, finalized: finalized)
      }
    }
    switch ancestry(of: block, from: head) {
    case .isAncestor: return true
    case .isNot: throw .notAncestor(asked: block, head: head)
    case .unknown:
      if let number = self.number(of: block), let top = self.number(of: head), number >= top {
        throw .notAncestor(asked: block, head: head)
      }
      return false
    }
  }
}
