import EngineTypes

/// An engine's log with what finds entries in it.
struct EngineIndex {
  let name: String
  let entries: [ChronicleEntry]
  /// Places of entries by what they are about, in the order of arrival.
  private let places: [OperationKey: [Int]]
  /// The ids that the engine minted for a build.
  let minted: [BuildKey: Set<String>]

  init(name: String, log: ChronicleLog) {
    self.name = name
    entries = log.entries
    var places: [OperationKey: [Int]] = [:]
    var minted: [BuildKey: Set<String>] = [:]
    for (place, entry) in log.entries.enumerated() {
      let key = OperationKey(entry)
      places[key, default: []].append(place)
      if let plain = key.withoutRoot { places[plain, default: []].append(place) }
      if let id = entry.result?.payloadId, let build = BuildKey(entry.subject) {
        minted[build, default: []].insert(id)
      }
    }
    self.places = places
    self.minted = minted
  }

  /// The places of all entries about something, in the order of arrival.
  func places(of key: OperationKey) -> [Int] { places[key] ?? [] }

  /// The places of entries that arrived within a time.
  func places(of key: OperationKey, from start: Int64, through end: Int64) -> ArraySlice<Int> {
    guard let all = places[key], start <= end else { return [] }
    let first = all.firstPlace { entries[$0].asked >= start }
    var last = first
    while last < all.count, entries[all[last]].asked <= end { last += 1 }
    return all[first..<last]
  }
}

extension Array {
  /// The first index whose element satisfies a condition that, once true, stays true.
  func firstPlace(where isReached: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = low + (high - low) / 2
      if isReached(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
