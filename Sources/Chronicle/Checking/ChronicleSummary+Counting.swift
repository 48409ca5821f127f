import EngineTypes
import EthereumPrimitives

extension ChronicleSummary {
  init(_ logs: ComparedLogs, divergences: [Hash32], repetitions: [Int]) {
    self.init()
    operations = logs.caller.count
    for entry in logs.caller {
      switch entry.answer {
      case .error(let error) where error.isOwn: ownErrors += 1
      case .failure, nil: unanswered += 1
      case .result, .error: break
      }
    }
    countSlots(logs.caller)
    callersHead = Self.head(logs.caller)
    for (engine, index) in logs.engines.enumerated() {
      heads[index.name] = Self.head(index.entries)
      self.repetitions[index.name] = repetitions[engine]
    }
    headsAreEqual = logs.engines.allSatisfy { heads[$0.name] == callersHead }
    self.divergences = divergences
  }

  private mutating func countSlots(_ caller: [ChronicleEntry]) {
    var asked: [UInt64] = []
    var known: Set<UInt64> = []
    var delivered: Set<UInt64> = []
    var timestamps: [String: UInt64] = [:]
    for entry in caller {
      switch entry.subject {
      case .forkchoiceUpdated(_, let attributes?):
        guard let timestamp = attributes.timestamp else { continue }
        if known.insert(timestamp).inserted { asked.append(timestamp) }
        if let id = entry.result?.payloadId { timestamps[id] = timestamp }
      case .getPayload(let id):
        if entry.result?.built != nil, let timestamp = timestamps[id] {
          delivered.insert(timestamp)
        }
      case .newPayload, .forkchoiceUpdated, .other: break
      }
    }
    slots = asked.count
    missedSlots = asked.filter { !delivered.contains($0) }
  }

  /// The head of the last forkchoiceUpdated, in the order of answers, that was answered VALID.
  private static func head(_ entries: [ChronicleEntry]) -> Hash32? {
    let last = entries.filter { $0.result?.status == .valid && $0.isForkchoice }
      .max { ($0.answered ?? .min) < ($1.answered ?? .min) }
    guard case .forkchoiceUpdated(let state, _)? = last?.subject else { return nil }
    return state.headBlockHash
  }
}

extension ChronicleEntry {
  fileprivate var isForkchoice: Bool {
    if case .forkchoiceUpdated = subject { true } else { false }
  }
}
