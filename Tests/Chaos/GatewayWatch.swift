import EngineRPC
import Gateway

/// What the gateway said of itself, slot by slot, and what follows from it for the checker: when an
/// engine need not have got the caller's operations.
struct GatewayWatch {
  /// Seconds that an answer of the gateway's may be under way.
  private static let margin = 0.1

  /// What it said last; nil while it does not answer.
  private(set) var status: JSONValue?
  private(set) var substitutions = 0
  /// The caller's next operation when nothing waited for an engine the last time.
  private var drained: [String: Int] = [:]
  private var open: [String: Int] = [:]
  private var closed: [String: [Range<Int>]] = [:]
  private var looked = ContinuousClock.now
  private var countsBefore = 0
  private var countsNow = 0

  var kind: String? { status?["migration"]?["kind"]?.stringValue }
  /// As `Canary(5%)`.
  var state: String { status?["migration"]?["state"]?.stringValue ?? "?" }
  var mode: String? { status?["mode"]?.stringValue }
  var follower: String? { status?["follower"]?.stringValue }

  /// Whether every engine that the mode asks is there and level.
  var isLevel: Bool {
    guard let status, let authority = status["authority"]?.stringValue else { return false }
    return ([authority] + [follower].compactMap(\.self)).allSatisfy(isFit)
  }

  var isOver: Bool { kind == "complete" || kind == "rolledBack" }

  var hasEnded: Bool { status?["outstanding"] == .number("0") }

  /// Whether nothing waits for an engine, as far as can be told.
  var isDrained: Bool { status == nil || ["v4", "v5"].allSatisfy(isDrained) }

  /// Where the migration stands, in a few words.
  var summary: String { "\(state.prefix(120)), \(mode ?? "?")" }

  /// What the migration waits for, and everything else that it tells people.
  var text: [String] {
    status?["migration"]?["text"]?.arrayValue?.compactMap(\.stringValue) ?? []
  }

  /// An engine may miss operations from now on.
  mutating func beginGap(_ side: String, at operation: Int) {
    if open[side] == nil { open[side] = operation }
  }

  /// Takes in what the gateway says.
  ///
  /// - Parameters:
  ///   - before: the number of the caller's first operation since the last look.
  ///   - next: the number of its next one.
  ///   - isFaulty: whether an engine must not be taken for level yet.
  mutating func look(
    _ answer: JSONValue?, before: Int, next: Int, isFaulty: (String) -> Bool
  ) {
    status = answer
    guard let answer else { return }
    let sinceLook = (ContinuousClock.now - looked) / .seconds(1) + Self.margin
    looked = .now
    let counts = answer["substitutions"]?.objectValue.map { object in
      object.members.reduce(0) { sum, member in
        guard case .number(let digits) = member.value else { return sum }
        return sum + (Int(digits) ?? 0)
      }
    }
    // A gateway that was started again counts from nothing.
    if let counts, counts < countsNow { countsBefore += countsNow }
    countsNow = counts ?? countsNow
    substitutions = countsBefore + countsNow
    for side in ["v4", "v5"] {
      // Also where it is level again already.
      if fellBehind(side, within: sinceLook) {
        beginGap(side, at: min(before, drained[side] ?? 0))
      }
      if isFit(side), isAsked(side), !isFaulty(side) {
        if let start = open.removeValue(forKey: side) {
          closed[side, default: []].append(start..<next)
        }
      } else {
        // What waited for it is dropped when it is found to be away.
        beginGap(side, at: min(before, drained[side] ?? 0))
      }
      if isDrained(side) { drained[side] = next }
    }
  }

  /// Every operation that an engine need not have got.
  var gaps: [String: [Range<Int>]] {
    var gaps = closed
    for (side, start) in open { gaps[side, default: []].append(start..<Int.max) }
    return gaps
  }

  private func isAsked(_ side: String) -> Bool {
    status?["authority"]?.stringValue == side || follower == side
  }

  private func found(_ side: String) -> JSONValue? {
    status?["sides"]?.arrayValue?.first { $0["side"] == .string(side) }
  }

  /// Whether an engine was found to have missed something within the last seconds.
  private func fellBehind(_ side: String, within seconds: Double) -> Bool {
    (status?["events"]?.arrayValue ?? []).contains { event in
      guard event["kind"] == "fellBehind", case .number(let age)? = event["secondsAgo"] else {
        return false
      }
      return event["text"]?.stringValue?.hasPrefix(side) ?? false
        && (Double(age) ?? .infinity) <= seconds
    }
  }

  private func isDrained(_ side: String) -> Bool {
    guard let lane = found(side)?["lane"] else { return false }
    return lane["waiting"] == .number("0") && lane["inFlight"] == .number("0")
  }

  private func isFit(_ side: String) -> Bool {
    guard let found = found(side) else { return false }
    return found["up"] == .bool(true) && found["behind"]?.isNull ?? true
  }
}
