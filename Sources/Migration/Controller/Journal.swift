import Records

/// What waits to be written, in order, and the bell that rings for it.
struct Journal {
  struct Entry: Sendable {
    let change: StoredChange
    /// The candidate that waits for it; nil where nobody does.
    let token: Int?
  }

  private(set) var entries: [Entry] = []
  var windows: [WindowRecord] = []
  var verdicts: [VerdictRecord] = []
  var isWriting = false
  /// Why the last write failed; nil where it did not.
  var failure: String?
  /// Changes that there was no room for, the oldest ones.
  private(set) var lost = 0
  let bell: AsyncStream<Void>
  private let ring: AsyncStream<Void>.Continuation

  init() {
    (bell, ring) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  var isEmpty: Bool { entries.isEmpty && windows.isEmpty && verdicts.isEmpty }

  mutating func append(_ entry: Entry) {
    if entries.count >= MigrationController.unsavedLimit {
      entries.removeFirst()
      lost += 1
    }
    entries.append(entry)
  }

  mutating func remove(token: Int) { entries.removeAll { $0.token == token } }

  mutating func removeFirst() { entries.removeFirst() }

  func wake() { ring.yield() }

  func close() { ring.finish() }
}
