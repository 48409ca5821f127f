import EngineTypes
import EthereumPrimitives

/// S2: lays an engine's forkchoiceUpdated beside the caller's.
///
/// Each of the engine's is, tried in this order:
/// 1. the caller's next one that says the same (hashes and attributes, but for a root that the
///    gateway added), where the engine need not have got those between; of several attempts at it
///    that no engine answered and that were over, the last that had begun;
/// 2. a retry: the same once more as the last one, on which the engine failed;
/// 3. the gateway's own: without attributes, telling a forkchoice that the caller had told and that
///    is no older than what the engine heard, while that is owed. It is owed in a gap, until the
///    engine hears one of the caller's from beyond it, and twice after the engine failed on any
///    entry, within its next sixteen of the caller's; to an unreliable engine always;
/// 4. one of the caller's that was passed over: a violation, unless the caller got no answer to it
///    and so cannot say when it arrived;
/// 5. a later one of the caller's: those passed over are lost if they do not come;
/// 6. once more, and late, one that no engine answered the caller, at an unreliable engine;
/// 7. else a violation: twice, old, or from a second writer.
struct ForkchoiceAlignment {
  /// Where in the engine's log each of the sequence stands; nil where it does not.
  private(set) var arrivals: [Int?]
  private(set) var repetitions = 0
  private(set) var violations: [Violation] = []
  private let logs: ComparedLogs
  private let engine: Int
  private let sequence: ForkchoiceSequence
  /// How many of the sequence in front of a position the engine must have got.
  private let requiredBefore: [Int]
  /// The last of the sequence that the engine heard, and the last that it heard of in any way.
  private var position = -1
  private var floor = -1
  /// Repetitions that are owed since the engine failed, and how many of the caller's came since.
  private var owed = 0
  private var heardSinceFailure = 0

  init(_ logs: ComparedLogs, engine: Int, sequence: ForkchoiceSequence) {
    self.logs = logs
    self.engine = engine
    self.sequence = sequence
    arrivals = Array(repeating: nil, count: sequence.entries.count)
    var required = [0]
    for entry in sequence.entries {
      required.append(required[required.count - 1] + (logs.isRequired(entry, at: engine) ? 1 : 0))
    }
    requiredBefore = required
    for (place, entry) in log.enumerated() {
      if case .forkchoiceUpdated(let state, let attributes) = entry.subject {
        let isPlain = attributes == nil
        put(entry, at: place, keys: keys(of: entry), plainState: isPlain ? state : nil)
      }
      if logs.hasFailed(entry) { (owed, heardSinceFailure) = (2, 0) }
    }
  }

  private var log: [ChronicleEntry] { logs.engines[engine].entries }

  private func keys(of entry: ChronicleEntry) -> [OperationKey] {
    let key = OperationKey(entry)
    return [key] + [key.withoutRoot].compactMap(\.self)
  }

  private mutating func put(
    _ entry: ChronicleEntry, at place: Int, keys: [OperationKey], plainState: ForkchoiceState?
  ) {
    let begun = entry.asked.saturating(logs.expectations.tolerance)
    let next = keys.lazy.compactMap { [sequence, position] in
      sequence.next($0, after: position, begunBy: begun)
    }.first
    if let next, requiredBefore[next] == requiredBefore[position + 1] {
      return hear(last(of: keys, from: next, begunBy: begun), entry, place)
    }
    if isRetry(keys) || isOwn(plainState, entry, begun) {
      repetitions += 1
      return
    }
    let passedOver = keys.lazy.compactMap { [sequence, position, arrivals] in
      sequence.last($0, before: position) { arrivals[$0] == nil }
    }.first
    if let passedOver {
      arrivals[passedOver] = place
      if !sequence.entries[passedOver].isUnheard { isLate(passedOver, entry) }
    } else if let next {
      hear(next, entry, place)
    } else if isStale(keys) {
      repetitions += 1
    } else {
      isForeign(entry, keys)
    }
  }

  /// Whether an unreliable engine reads late what no engine answered the caller: a connection that
  /// was given up takes nothing back, and the caller may have gone on.
  private func isStale(_ keys: [OperationKey]) -> Bool {
    isUnreliable
      && keys.contains { key in
        sequence.last(key, before: position + 1) { !sequence.entries[$0].hasEngineWord } != nil
      }
  }

  /// The last attempt at an operation that had begun, where those before it were over and may have
  /// reached nobody.
  private func last(of keys: [OperationKey], from first: Int, begunBy begun: Int64) -> Int {
    var last = first
    while sequence.entries[last].isOver(by: begun),
      let next = keys.lazy.compactMap({ sequence.next($0, after: last, begunBy: begun) }).min(),
      requiredBefore[next] == requiredBefore[last + 1]
    {
      last = next
    }
    return last
  }

  private mutating func hear(_ next: Int, _ entry: ChronicleEntry, _ place: Int) {
    arrivals[next] = place
    if next < floor { isLate(next, entry) }
    position = next
    floor = max(floor, next)
    heardSinceFailure += 1
  }

  // MARK: The gateway's own

  private func isRetry(_ keys: [OperationKey]) -> Bool {
    guard position >= 0, let earlier = arrivals[position],
      keys.contains(OperationKey(sequence.entries[position]))
    else { return false }
    return logs.hasFailed(log[earlier]) || isUnreliable
  }

  private mutating func isOwn(
    _ state: ForkchoiceState?, _ entry: ChronicleEntry, _ begun: Int64
  ) -> Bool {
    guard let state, let told = sequence.next(state, from: max(position, floor, 0), begunBy: begun)
    else { return false }
    let heard = position < 0 ? nil : sequence.entries[position].arrival
    let isInGap = logs.gaps(of: engine).isOpen(at: begun, heard: heard)
    if !isInGap, !isUnreliable {
      guard owed > 0, heardSinceFailure <= 16 else { return false }
      owed -= 1
    }
    floor = max(floor, told)
    return true
  }

  private var isUnreliable: Bool {
    logs.expectations.unreliable.contains(logs.engines[engine].name)
  }

  // MARK: Violations

  private mutating func isLate(_ position: Int, _ entry: ChronicleEntry) {
    report(
      [sequence.entries[position].arrival], entry,
      "forkchoiceUpdated of \(entry.subject) arrived behind a later one")
  }

  private mutating func isForeign(_ entry: ChronicleEntry, _ keys: [OperationKey]) {
    let earlier = keys.lazy.compactMap { [sequence, position] in
      sequence.last($0, before: position + 1) { _ in true }
    }.first
    guard let earlier else {
      return report(
        [], entry, "forkchoiceUpdated of \(entry.subject) is none of the caller's at that time")
    }
    let numbers = [sequence.entries[earlier].arrival]
    let isLatest = earlier == position
    report(
      numbers, entry,
      isLatest
        ? "forkchoiceUpdated of \(entry.subject) arrived twice"
        : "forkchoiceUpdated of \(entry.subject) was repeated when a later one had arrived")
  }

  private mutating func report(_ caller: [Int], _ entry: ChronicleEntry, _ sentence: String) {
    let name = logs.engines[engine].name
    violations.append(
      Violation(
        .oneOrder, caller: caller, engine: name, entries: [entry.arrival],
        "\(sentence) at \(name)"))
  }
}
