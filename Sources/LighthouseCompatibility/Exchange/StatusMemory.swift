import EngineHTTP
import EngineRPC
import EngineTypes
public import EthereumPrimitives

/// What callers were told of each block, so that VALID and executed INVALID are never both said.
///
/// An INVALID with a null latestValidHash says nothing about the block under that hash and is not
/// remembered.
public struct StatusMemory: Sendable {
  /// What was said of a block.
  public enum Said: String, Sendable, Hashable {
    case valid = "VALID"
    case invalid = "INVALID"
  }

  /// Blocks that are remembered; the oldest is forgotten first.
  public static let capacity = 8192

  private var said: [Hash32: (word: Said, side: Side)] = [:]
  private var ring: [Hash32] = []
  private var next = 0
  private var contested: Set<Hash32> = []

  public init() {}

  public var count: Int { said.count }

  /// Blocks that one side called VALID to the caller and the other INVALID, and their descendants.
  public var contestedBlocks: Set<Hash32> { contested }

  /// What was said of each block, the oldest first.
  var all: [(block: Hash32, word: Said, side: Side)] {
    (ring[next...] + ring[..<next]).compactMap { block in
      said[block].map { (block, $0.word, $0.side) }
    }
  }

  /// Takes over a block about which the engines disagree.
  mutating func restore(contested block: Hash32) { _ = contest(block) }

  /// What an outcome says of a block that has to be remembered.
  package static func word(of outcome: Outcome) -> Said? {
    guard case .answer(let answer) = outcome, let status = answer.envelope[.status] else {
      return nil
    }
    if status == Said.valid.rawValue { return .valid }
    guard status == Said.invalid.rawValue, let hash = answer.envelope[.latestValidHash] else {
      return nil
    }
    return hash == "null" ? nil : .invalid
  }

  /// What was said of a block, and by which side's engine.
  func earlier(of block: Hash32) -> (word: Said, side: Side)? { said[block] }

  mutating func remember(_ word: Said?, of block: Hash32, by side: Side) {
    guard let word else { return }
    if said.updateValue((word, side), forKey: block) != nil { return }
    if ring.count < Self.capacity {
      ring.append(block)
    } else {
      said[ring[next]] = nil
      ring[next] = block
      next = (next + 1) % Self.capacity
    }
  }

  /// Notes what a side's engine said, whether or not it reached the caller; true where v4 calls
  /// INVALID what the caller was told is VALID on v5's word.
  mutating func hear(_ word: Said?, of block: Hash32, from side: Side) -> Bool {
    guard word == .invalid, side == .v4, let earlier = said[block], earlier.word == .valid,
      earlier.side == .v5
    else { return false }
    return contest(block)
  }

  /// Whether a block descends from a contested one; it is contested then itself.
  mutating func isContested(_ block: Hash32?, parent: Hash32?) -> Bool {
    guard !contested.isEmpty, let parent, contested.contains(parent) else { return false }
    if let block { _ = contest(block) }
    return true
  }

  private mutating func contest(_ block: Hash32) -> Bool {
    guard contested.count < Self.capacity else { return false }
    return contested.insert(block).inserted
  }

  /// A person has decided: nothing is contested any more, and what was said is forgotten.
  mutating func settle() {
    for block in contested { said[block] = nil }
    contested.removeAll()
  }
}
