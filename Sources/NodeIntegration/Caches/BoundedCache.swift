/// Values by key within a number and a total size; what was asked for longest ago goes first.
struct BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private struct Entry: Sendable {
    var value: Value
    var size: Int
    /// Towards what was used longer ago.
    var older: Key?
    /// Towards what was used more recently.
    var newer: Key?
  }

  let limits: CacheLimits
  private(set) var counts = CacheCounts()
  private var entries: [Key: Entry] = [:]
  private var oldest: Key?
  private var newest: Key?

  init(limits: CacheLimits) {
    self.limits = limits
  }

  /// Finds a value and counts whether it was there; it then is the most recently used.
  mutating func find(_ key: Key) -> Value? {
    guard let entry = entries[key] else {
      counts.misses += 1
      return nil
    }
    counts.hits += 1
    unlink(key)
    link(key)
    return entry.value
  }

  /// A value, with nothing counted and nothing changed.
  func peek(_ key: Key) -> Value? { entries[key]?.value }

  /// Keeps a value, or leaves it where it alone would be larger than everything may be.
  mutating func insert(_ value: Value, size: Int = 1, for key: Key) {
    remove(key)
    guard limits.entries > 0, size <= limits.size else { return }
    while counts.entries >= limits.entries || counts.size > limits.size - size, let oldest {
      remove(oldest)
      counts.evictions += 1
    }
    entries[key] = Entry(value: value, size: size)
    counts.entries += 1
    counts.size += size
    link(key)
  }

  private mutating func remove(_ key: Key) {
    guard entries[key] != nil else { return }
    unlink(key)
    guard let entry = entries.removeValue(forKey: key) else { return }
    counts.entries -= 1
    counts.size -= entry.size
  }

  private mutating func link(_ key: Key) {
    entries[key]?.older = newest
    entries[key]?.newer = nil
    if let newest { entries[newest]?.newer = key } else { oldest = key }
    newest = key
  }

  private mutating func unlink(_ key: Key) {
    guard let entry = entries[key] else { return }
    if let older = entry.older { entries[older]?.newer = entry.newer } else { oldest = entry.newer }
    if let newer = entry.newer { entries[newer]?.older = entry.older } else { newest = entry.older }
  }
}
