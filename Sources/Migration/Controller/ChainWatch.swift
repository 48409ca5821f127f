import Evidence

/// Follows the caller's chain by its own calls: when a block was last made head, and how deep
/// reorganisations went.
struct ChainWatch: Sendable {
  /// Blocks whose parents are remembered; deeper reorganisations are not measured.
  private static let limit = 1_024
  private static let keptReorgs = 64

  private var parents: [String: String] = [:]
  private var order: [String] = []
  private var oldest = 0
  private(set) var head: String?
  /// When the head last became another, in seconds on the uptime clock.
  private(set) var headSince: Double?
  private var reorgs: [(at: Double, depth: Int)] = []

  /// Takes in an exchange; true where it was a reorganisation that both sides followed.
  mutating func observe(_ sample: ExchangeSample, now: Double) -> Bool {
    guard let block = sample.block else { return false }
    switch sample.method {
    case .newPayload:
      if let parent = sample.parent { remember(block, parent) }
      return false
    case .forkchoiceUpdated:
      let answers = [sample.v4, sample.v5].compactMap { $0 }
      guard answers.contains(where: { $0.outcome.isAnswer }), block != head else { return false }
      let depth = head.flatMap { self.depth(from: $0, to: block) } ?? 0
      (head, headSince) = (block, now)
      guard depth > 0 else { return false }
      if reorgs.count >= Self.keptReorgs { reorgs.removeFirst() }
      reorgs.append((now, depth))
      return answers.count == 2 && answers.allSatisfy(\.outcome.isAnswer)
    case .getPayload, .read: return false
    }
  }

  /// The blocks that the deepest reorganisation since then took back.
  func deepest(since: Double) -> Int {
    reorgs.lazy.filter { $0.at >= since }.map(\.depth).max() ?? 0
  }

  private mutating func remember(_ block: String, _ parent: String) {
    guard parents.updateValue(parent, forKey: block) == nil else { return }
    guard order.count >= Self.limit else { return order.append(block) }
    parents[order[oldest]] = nil
    order[oldest] = block
    oldest = (oldest + 1) % Self.limit
  }

  /// How many blocks of the old head's chain the new one's lacks; nil where nobody can know.
  private func depth(from old: String, to new: String) -> Int? {
    var ancestors: Set<String> = [new]
    var block = new
    while let parent = parents[block], ancestors.insert(parent).inserted { block = parent }
    var (depth, current) = (0, old)
    while !ancestors.contains(current) {
      guard depth < Self.limit, let parent = parents[current] else { return nil }
      (depth, current) = (depth + 1, parent)
    }
    return depth
  }
}
