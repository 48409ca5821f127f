/// Both arms' counts of the last minutes, in steps of ten seconds.
struct RecentCounts: Codable, Sendable, Hashable {
  /// The seconds that are kept.
  static let seconds = 300.0
  private static let step = 10.0

  private struct Entry: Codable, Sendable, Hashable {
    var start: Double
    var v4: EventCounts
    var v5: EventCounts
  }

  private var entries: [Entry] = []

  var v4: EventCounts { entries.reduce(into: EventCounts()) { $0.merge($1.v4) } }
  var v5: EventCounts { entries.reduce(into: EventCounts()) { $0.merge($1.v5) } }

  /// How much more frequent the event is on v5, or nil where an arm has nothing.
  var difference: Double? {
    guard let control = v4.rate, let treatment = v5.rate else { return nil }
    return treatment - control
  }

  /// Takes in counts at a time that never goes back.
  mutating func add(v4: EventCounts = EventCounts(), v5: EventCounts, at time: Double) {
    if let last = entries.indices.last, time - entries[last].start < Self.step {
      entries[last].v4.merge(v4)
      entries[last].v5.merge(v5)
    } else {
      entries.append(Entry(start: time, v4: v4, v5: v5))
    }
    entries.removeAll { time - $0.start >= Self.seconds }
  }
}
