import TestKit
import Testing

@testable import NodeIntegration

@Suite("A bounded cache")
struct BoundedCacheTests {
  /// The same in a list, oldest first.
  private struct Model {
    var entries: [(key: Int, value: Int, size: Int)] = []
    let limits: CacheLimits

    mutating func insert(_ value: Int, _ size: Int, _ key: Int) {
      entries.removeAll { $0.key == key }
      guard limits.entries > 0, size <= limits.size else { return }
      while entries.count >= limits.entries
        || entries.reduce(0, { $0 + $1.size }) + size > limits.size
      {
        entries.removeFirst()
      }
      entries.append((key, value, size))
    }

    mutating func find(_ key: Int) -> Int? {
      guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
      entries.append(entries.remove(at: index))
      return entries.last?.value
    }
  }

  @Test("forgets what was asked for longest ago, within its number and size", arguments: 0..<50)
  func behavesAsModel(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let limits = CacheLimits(
      entries: Int.random(in: 0...6, using: &generator),
      size: Int.random(in: 0...40, using: &generator))
    var cache = BoundedCache<Int, Int>(limits: limits)
    var model = Model(limits: limits)
    var asked = 0
    for step in 0..<400 {
      let key = Int.random(in: 0..<10, using: &generator)
      if Bool.random(using: &generator) {
        let size = Int.random(in: 0...15, using: &generator)
        cache.insert(step, size: size, for: key)
        model.insert(step, size, key)
      } else {
        asked += 1
        #expect(cache.find(key) == model.find(key), "seed \(seed), step \(step)")
      }
      #expect(cache.counts.entries == model.entries.count, "seed \(seed), step \(step)")
      #expect(cache.counts.size == model.entries.reduce(0) { $0 + $1.size }, "seed \(seed)")
    }
    for entry in model.entries { #expect(cache.peek(entry.key) == entry.value, "seed \(seed)") }
    #expect(cache.counts.hits + cache.counts.misses == asked)
  }
}
