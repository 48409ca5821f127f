import Evidence

/// One seed: a good history, and each fault after it.
struct EvidenceTrial {
  /// The windows within which a fault is to be found.
  static let patience = 5_000

  /// What became of a fault: the windows it took and who found it, or nil.
  struct Detection {
    let fault: EvidenceFault
    let windows: Int
    let detector: DetectorName
  }

  /// The windows in which a detector asked for a rollback of a healthy v5.
  private(set) var falseAlarms: [DetectorName: Int] = [:]
  /// The windows in which anything held a healthy v5 back.
  private(set) var heldWindows = 0
  /// The window from which on a healthy v5 passed, if it did.
  private(set) var firstPass: Int?
  private(set) var detections: [Detection] = []

  init(_ routing: EvidenceRouting, seed: UInt64, windows: Int) {
    var traffic = EvidenceTraffic(
      routing, generator: Generator(seed: seed, truth: routing == .follower ? 0 : 1, test: 0))
    var judge = EvidenceJudge()
    for window in 1...windows {
      let judgement = judge.judge(traffic.window())
      if judgement.verdict == .pass, firstPass == nil { firstPass = window }
      guard judgement.action != nil else { continue }
      heldWindows += 1
      var isRolledBack = false
      for reading in judgement.readings where reading.action == .rollback {
        falseAlarms[reading.detector, default: 0] += 1
        isRolledBack = true
      }
      // A rollback ends the attempt, and the next one has evidence of its own.
      if isRolledBack { judge.reset() }
    }
    for fault in EvidenceFault.allCases where fault.limit(routing) != nil {
      detections += Self.detect(fault, judge, traffic).map { [$0] } ?? []
    }
  }

  private static func detect(
    _ fault: EvidenceFault, _ judge: EvidenceJudge, _ traffic: EvidenceTraffic
  ) -> Detection? {
    var (judge, traffic) = (judge, traffic)
    fault.apply(to: &traffic)
    for window in 1...patience {
      let judgement = judge.judge(traffic.window())
      if judgement.action == .rollback, let decisive = judgement.decisive {
        return Detection(fault: fault, windows: window, detector: decisive.detector)
      }
    }
    return nil
  }
}
