/// Notices that wait for one channel: the most urgent goes first, then the oldest.
struct NoticeQueue {
  private var entries: [QueuedNotice] = []
  private let limit: Int

  init(limit: Int) {
    self.limit = max(1, limit)
  }

  var count: Int { entries.count }

  /// Adds a notice; returns the one that there is no room for, the oldest of the least urgency.
  mutating func append(_ entry: QueuedNotice) -> QueuedNotice? {
    entries.append(entry)
    return trim()
  }

  /// Puts back what could not be delivered, before all that is as urgent.
  mutating func putBack(_ entry: QueuedNotice) -> QueuedNotice? {
    entries.insert(entry, at: 0)
    return trim()
  }

  mutating func next() -> QueuedNotice? {
    guard let first = index(where: >) else { return nil }
    return entries.remove(at: first)
  }

  private mutating func trim() -> QueuedNotice? {
    guard entries.count > limit, let least = index(where: <) else { return nil }
    return entries.remove(at: least)
  }

  /// The first entry whose rank none of the others betters.
  private func index(where isBetter: (Int, Int) -> Bool) -> Int? {
    var best: Int?
    for (index, entry) in entries.enumerated() {
      guard let current = best else {
        best = index
        continue
      }
      let (rank, other) = (entry.notice.urgency.rank, entries[current].notice.urgency.rank)
      if isBetter(rank, other) { best = index }
    }
    return best
  }
}
