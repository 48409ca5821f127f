import Chronicle
import EngineRPC
import Testing

/// The logs of a run as a test changes them, and what is expected of it.
struct Run {
  /// What a test picks entries by.
  enum Sort {
    case newPayload, plainForkchoice, build, getPayload, transaction, read

    init?(_ entry: ChronicleEntry) {
      switch entry.subject {
      case .newPayload: self = .newPayload
      case .forkchoiceUpdated(_, let attributes):
        self = attributes == nil ? .plainForkchoice : .build
      case .getPayload: self = .getPayload
      case .other:
        if entry.method == EngineMethod.exchangeCapabilities { return nil }
        self = entry.method == "eth_sendRawTransaction" ? .transaction : .read
      }
    }
  }

  static let caller = "caller"

  /// The entries of the caller and of each engine.
  var parties: [String: [ChronicleEntry]]
  var expectations: ChronicleExpectations

  subscript(party: String) -> [ChronicleEntry] {
    get { parties[party] ?? [] }
    set { parties[party] = newValue }
  }

  func report() throws -> ChronicleReport {
    let engines = parties.filter { $0.key != Self.caller }
    return try ChronicleChecker.report(
      caller: ChronicleLog(entries: self[Self.caller]),
      engines: engines.mapValues { ChronicleLog(entries: $0) }, expectations: expectations)
  }

  // MARK: Finding

  func places(_ sort: Sort, _ party: String) -> [Int] {
    self[party].indices.filter { Sort(self[party][$0]) == sort }
  }

  /// The place of the nth entry of a sort, from the end where negative.
  func place(_ sort: Sort, _ party: String, _ number: Int) throws -> Int {
    let found = places(sort, party)
    let index = number < 0 ? found.count + number : number
    try #require(found.indices.contains(index))
    return found[index]
  }

  /// The place of an engine's entry about what the caller's nth entry of a sort is about.
  func place(_ sort: Sort, _ party: String, like number: Int) throws -> Int {
    let subject = self[Self.caller][try place(sort, Self.caller, number)].subject
    return try #require(self[party].firstIndex { $0.subject == subject })
  }

  // MARK: Changing

  mutating func drop(_ sort: Sort, _ party: String, _ number: Int) throws {
    self[party].remove(at: try place(sort, party, number))
  }

  /// Exchanges what two entries are about, with their answers; the moments stay.
  mutating func swap(_ party: String, _ first: Int, _ second: Int) {
    let (a, b) = (self[party][first], self[party][second])
    self[party][first].take(b)
    self[party][second].take(a)
  }

  /// Puts a copy of an entry in front of a place (at the end for nil), at that time.
  mutating func insert(_ entry: ChronicleEntry, _ party: String, at place: Int? = nil) {
    var copy = entry
    let place = place ?? self[party].count
    let before = place > 0 ? self[party][place - 1] : nil
    copy.asked = (before?.answered ?? before?.asked ?? 0) + 1_000
    copy.answered = entry.answered.map { _ in copy.asked + 1_000 }
    self[party].insert(copy, at: place)
  }

  /// Changes an entry's result.
  mutating func change(
    _ party: String, _ place: Int, _ change: (inout ResultOutline) -> Void
  ) throws {
    guard case .result(var result)? = self[party][place].answer else {
      throw RunError.noResult(party, place)
    }
    change(&result)
    self[party][place].answer = .result(result)
  }

  enum RunError: Error {
    case noResult(String, Int)
  }
}

extension ChronicleEntry {
  fileprivate mutating func take(_ other: ChronicleEntry) {
    method = other.method
    subject = other.subject
    answer = other.answer
  }
}
