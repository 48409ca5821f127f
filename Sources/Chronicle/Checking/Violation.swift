/// An invariant that was broken, and where the logs show it.
public struct Violation: Sendable, Hashable {
  public var invariant: Invariant
  /// The caller's operations that it is about, by number.
  public var callerEntries: [Int]
  /// The engine whose log shows it, where it is one engine's.
  public var engine: String?
  /// Entries of that engine's log, by number.
  public var engineEntries: [Int]
  public var sentence: String

  public init(
    _ invariant: Invariant, caller: [Int] = [], engine: String? = nil, entries: [Int] = [],
    _ sentence: String
  ) {
    self.invariant = invariant
    callerEntries = caller
    self.engine = engine
    engineEntries = entries
    self.sentence = sentence
  }
}

extension Violation: CustomStringConvertible {
  public var description: String {
    var places = callerEntries.map { "caller #\($0)" }
    places += engineEntries.map { "\(engine ?? "engine") #\($0)" }
    let place = places.isEmpty ? "" : " [" + places.joined(separator: ", ") + "]"
    return "\(invariant.rawValue): \(sentence)\(place)"
  }
}
