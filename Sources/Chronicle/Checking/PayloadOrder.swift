import EngineTypes
import EthereumPrimitives

/// S2: each engine gets a payload before the forkchoiceUpdated that names it and behind its
/// parent's, where the caller did so; nobody else gives it payloads; a shared engine gets each once.
///
/// A payload is somebody else's when neither the caller named the block or its child before, nor an
/// engine built it, nor the expectations know it. A shared engine may get a payload once more after
/// it failed on it, or in the other dialect where that is expected, but then behind its answer.
struct PayloadOrder {
  private(set) var violations: [Violation] = []
  private let logs: ComparedLogs
  private let engine: Int
  private let matching: OperationMatching
  /// Where each block's payload was asked first by the caller, as far as the engine must have it.
  private var asked: [Hash32: Int] = [:]
  /// Where each block's payload stands first in the engine's log.
  private var arrived: [Hash32: Int] = [:]

  init(
    _ logs: ComparedLogs, engine: Int, matching: OperationMatching, introduced: [Hash32: Int64],
    forkchoices: [Int: Int]
  ) {
    self.logs = logs
    self.engine = engine
    self.matching = matching
    for (place, entry) in index.entries.enumerated() {
      guard case .newPayload(let hash, _) = entry.subject else { continue }
      if arrived[hash] == nil { arrived[hash] = place }
      judgeWriter(of: entry, hash, introduced)
    }
    for (place, entry) in logs.caller.enumerated() {
      judgeOrder(of: entry, at: place, forkchoices)
    }
    if logs.expectations.topology.isShared { judgeCounts() }
  }

  private var index: EngineIndex { logs.engines[engine] }

  private mutating func judgeWriter(
    of entry: ChronicleEntry, _ hash: Hash32, _ introduced: [Hash32: Int64]
  ) {
    let latest = entry.asked.saturating(logs.expectations.tolerance)
    guard introduced[hash] ?? .max > latest else { return }
    report([], entry, "newPayload of \(entry.subject) is nobody's who may give payloads")
  }

  private mutating func judgeOrder(
    of entry: ChronicleEntry, at place: Int, _ forkchoices: [Int: Int]
  ) {
    switch entry.subject {
    case .newPayload(let hash, let parent):
      if let parent, let earlier = asked[parent], let arrival = matching.arrivals[place] {
        judge(entry, at: arrival, behind: parent, askedAt: earlier, "arrived before its parent's")
      }
      if asked[hash] == nil, logs.isRequired(entry, at: engine) { asked[hash] = place }
    case .forkchoiceUpdated(let state, _):
      let head = state.headBlockHash
      if let earlier = asked[head], let arrival = forkchoices[place] {
        judge(entry, at: arrival, behind: head, askedAt: earlier, "arrived before that payload")
      }
    case .getPayload, .other: break
    }
  }

  private mutating func judge(
    _ entry: ChronicleEntry, at arrival: Int, behind block: Hash32, askedAt earlier: Int,
    _ sentence: String
  ) {
    guard let first = arrived[block], first > arrival else { return }
    report(
      [logs.caller[earlier].arrival, entry.arrival], index.entries[arrival],
      "\(entry.method) of \(entry.subject) \(sentence)")
  }

  // MARK: A shared engine

  private mutating func judgeCounts() {
    var asked: [Hash32: Int] = [:]
    var blocks: [Hash32] = []
    for entry in logs.caller {
      guard case .newPayload(let hash, _) = entry.subject else { continue }
      if asked[hash] == nil { blocks.append(hash) }
      asked[hash, default: 0] += 1
    }
    for hash in blocks {
      var allowed = asked[hash] ?? 0
      if logs.expectations.repeatsNewPayload { allowed *= 2 }
      let places = index.places(of: .newPayload(hash))
      // One that failed may be tried again.
      let counted = places.filter { !logs.hasFailed(index.entries[$0]) }
      if counted.count > allowed, let last = counted.last, !isUnreliable {
        report([], index.entries[last], "newPayload of block \(hash.short) arrived too often")
      } else if logs.expectations.repeatsNewPayload {
        judgeRepetitions(counted)
      }
    }
  }

  private mutating func judgeRepetitions(_ places: [Int]) {
    for (earlier, later) in zip(places, places.dropFirst()) {
      let answered = index.entries[earlier].answered ?? .max
      guard answered > index.entries[later].asked.saturating(logs.expectations.tolerance) else {
        continue
      }
      report(
        [], index.entries[later],
        "newPayload of \(index.entries[later].subject) was repeated before it was answered")
    }
  }

  private var isUnreliable: Bool { logs.expectations.unreliable.contains(index.name) }

  private mutating func report(_ caller: [Int], _ entry: ChronicleEntry, _ sentence: String) {
    violations.append(
      Violation(
        .oneOrder, caller: caller, engine: index.name, entries: [entry.arrival],
        "\(sentence) at \(index.name)"))
  }
}
