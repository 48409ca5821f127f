import EngineRPC
import EthereumPrimitives

/// The logs of a run, indexed, and what is expected of each of its operations.
struct ComparedLogs {
  let caller: [ChronicleEntry]
  let engines: [EngineIndex]
  let expectations: ChronicleExpectations
  private let gaps: [OperationGaps]

  init(
    caller: ChronicleLog, engines: [String: ChronicleLog], expectations: ChronicleExpectations
  ) throws(ChronicleError) {
    guard caller.lost == 0 else { throw .incomplete(log: "caller", lost: caller.lost) }
    let names = expectations.topology.engines
    for name in engines.keys.sorted() where !names.contains(name) {
      throw .unexpectedLog(engine: name)
    }
    self.caller = caller.entries
    self.expectations = expectations
    var indices: [EngineIndex] = []
    for name in names {
      guard let log = engines[name] else { throw .missingLog(engine: name) }
      guard log.lost == 0 else { throw .incomplete(log: name, lost: log.lost) }
      indices.append(EngineIndex(name: name, log: log))
    }
    self.engines = indices
    gaps = names.map { OperationGaps(expectations.gaps[$0] ?? [], caller: caller.entries) }
  }

  /// Where v4's engine stands in `engines`; nil where both dialects share one.
  var v4Engine: Int? { expectations.topology.isShared ? nil : 0 }

  /// The gaps of an engine.
  func gaps(of engine: Int) -> OperationGaps { gaps[engine] }

  /// Whether an engine need not have got an operation: it lies in a gap, or v4's dialect has no
  /// words for it.
  func isExcused(_ entry: ChronicleEntry, at engine: Int) -> Bool {
    gaps[engine].contains(entry.arrival) || (engine == v4Engine && !entry.isExpressibleToV4)
  }

  /// Whether an engine must have got an operation that the caller was answered.
  func isRequired(_ entry: ChronicleEntry, at engine: Int) -> Bool {
    entry.hasEngineWord && !isExcused(entry, at: engine)
  }

  /// The time in which an engine must have been asked and have answered what the caller got.
  func window(of entry: ChronicleEntry) -> ClosedRange<Int64> {
    let start = entry.asked.saturating(-expectations.tolerance)
    let end = (entry.answered ?? .max).saturating(expectations.tolerance)
    return start...max(start, end)
  }

  /// Whether an engine failed on an entry, as far as its log tells: no answer, a spoiled one, or
  /// one so late that the gateway may have given it up.
  func hasFailed(_ entry: ChronicleEntry) -> Bool {
    guard let answered = entry.answered, !entry.isUnheard else { return true }
    return answered.saturating(-expectations.patience) >= entry.asked
  }
}

extension ChronicleEntry {
  /// Whether v4's dialect has words for the operation: none for Deneb's.
  fileprivate var isExpressibleToV4: Bool {
    guard let method = EngineMethod(name: method) else { return true }
    switch method.family {
    case .newPayload: return method.version < 3
    case .forkchoiceUpdated:
      if case .forkchoiceUpdated(_, let attributes?) = subject {
        return attributes.parentBeaconBlockRoot == nil
      }
      return true
    case .getPayload, .getPayloadBodiesByHash, .getPayloadBodiesByRange, .getClientVersion:
      return true
    }
  }
}

extension Int64 {
  /// The sum, or the end of the range that it would leave.
  func saturating(_ other: Int64) -> Int64 {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? (other < 0 ? .min : .max) : sum
  }
}
