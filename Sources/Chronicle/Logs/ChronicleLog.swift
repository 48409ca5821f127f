/// What one party was asked and answered, in the order of the asking.
public struct ChronicleLog: Sendable, Hashable {
  /// In the order of arrival.
  public private(set) var entries: [ChronicleEntry]
  /// Requests that came when the log was full.
  public private(set) var lost: Int
  /// How many entries the log holds; each takes some 350 bytes.
  public let limit: Int
  private var completions = 0

  public init(limit: Int = 1_000_000) {
    entries = []
    lost = 0
    self.limit = limit
  }

  /// Takes over entries that were written elsewhere, in the order of arrival.
  public init(entries: [ChronicleEntry], lost: Int = 0) {
    self.entries = entries
    self.lost = lost
    limit = .max
    completions = entries.reduce(0) { max($0, ($1.completion ?? -1) + 1) }
  }

  /// Notes a request; nil where the log is full.
  mutating func began(method: String, subject: OperationSubject, at moment: Int64) -> Int? {
    guard entries.count < limit else {
      lost += 1
      return nil
    }
    let number = entries.count
    entries.append(
      ChronicleEntry(arrival: number, asked: moment, method: method, subject: subject))
    return number
  }

  /// Notes an answer; of several to one request the first counts.
  mutating func ended(_ number: Int, _ answer: ChronicleAnswer, at moment: Int64) {
    guard entries.indices.contains(number), entries[number].answer == nil else { return }
    entries[number].answer = answer
    entries[number].answered = moment
    entries[number].completion = completions
    completions += 1
  }

  /// Adds what the same party logged after it was started anew.
  public mutating func append(_ later: ChronicleLog) {
    for entry in later.entries {
      var moved = entry
      moved.arrival = entries.count
      moved.completion = entry.completion.map { $0 + completions }
      entries.append(moved)
    }
    lost += later.lost
    completions += later.completions
  }
}
