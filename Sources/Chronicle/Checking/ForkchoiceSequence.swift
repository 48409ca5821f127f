import EngineTypes

/// The caller's forkchoiceUpdated in its order, and what finds one by what it says.
struct ForkchoiceSequence {
  let entries: [ChronicleEntry]
  /// Where each stands in the caller's log.
  let places: [Int]
  private let byKey: [OperationKey: [Int]]
  private let byState: [ForkchoiceState: [Int]]

  init(_ caller: [ChronicleEntry]) {
    var entries: [ChronicleEntry] = []
    var places: [Int] = []
    var byKey: [OperationKey: [Int]] = [:]
    var byState: [ForkchoiceState: [Int]] = [:]
    for (place, entry) in caller.enumerated() {
      guard case .forkchoiceUpdated(let state, _) = entry.subject else { continue }
      byKey[OperationKey(entry), default: []].append(entries.count)
      byState[state, default: []].append(entries.count)
      entries.append(entry)
      places.append(place)
    }
    self.entries = entries
    self.places = places
    self.byKey = byKey
    self.byState = byState
  }

  /// The first one behind a position that says this and had begun at a moment.
  func next(_ key: OperationKey, after position: Int, begunBy moment: Int64) -> Int? {
    next(in: byKey[key], from: position + 1, moment)
  }

  /// The first one from a position on that tells this forkchoice and had begun at a moment.
  func next(_ state: ForkchoiceState, from position: Int, begunBy moment: Int64) -> Int? {
    next(in: byState[state], from: position, moment)
  }

  /// The last one in front of a position that says this and satisfies a condition.
  func last(_ key: OperationKey, before position: Int, where isMeant: (Int) -> Bool) -> Int? {
    guard let all = byKey[key] else { return nil }
    // Of a forkchoice that is repeated without end the latest are enough.
    return all[..<all.firstPlace { $0 >= position }].suffix(64).last(where: isMeant)
  }

  private func next(in all: [Int]?, from position: Int, _ moment: Int64) -> Int? {
    guard let all else { return nil }
    let place = all.firstPlace { $0 >= position }
    guard place < all.count, entries[all[place]].asked <= moment else { return nil }
    return all[place]
  }
}
