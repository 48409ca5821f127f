import Evidence

/// What the trials of one routing came to.
struct EvidenceOutcome {
  let routing: EvidenceRouting
  let windows: Int
  private(set) var trials = 0
  private(set) var falseAlarms: [DetectorName: Int] = [:]
  private(set) var heldWindows = 0
  private var passes: [Int] = []
  private var delays: [EvidenceFault: [Int]] = [:]
  private var detectors: [EvidenceFault: [DetectorName: Int]] = [:]

  init(_ routing: EvidenceRouting, windows: Int) {
    self.routing = routing
    self.windows = windows
  }

  mutating func add(_ trial: EvidenceTrial) {
    trials += 1
    heldWindows += trial.heldWindows
    falseAlarms.merge(trial.falseAlarms) { $0 + $1 }
    if let pass = trial.firstPass { passes.append(pass) }
    for detection in trial.detections {
      delays[detection.fault, default: []].append(detection.windows)
      detectors[detection.fault, default: [:]][detection.detector, default: 0] += 1
    }
  }

  var healthyWindows: Int { trials * windows }
  /// The false rollbacks of a detector that the thresholds allow in that many windows.
  var allowedAlarms: Double { Double(healthyWindows) / EvidenceRules().rollbackWealth }
  var passed: Int { passes.count }
  var medianPass: Int? { quantile(passes, 0.5) }

  func found(_ fault: EvidenceFault) -> Int { delays[fault]?.count ?? 0 }
  func median(_ fault: EvidenceFault) -> Int? { quantile(delays[fault] ?? [], 0.5) }
  func percentile95(_ fault: EvidenceFault) -> Int? { quantile(delays[fault] ?? [], 0.95) }

  /// Who found a fault, the most frequent first.
  func detectors(_ fault: EvidenceFault) -> [(DetectorName, Int)] {
    (detectors[fault] ?? [:]).sorted { ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue) }
      .map { ($0.key, $0.value) }
  }

  /// What does not hold that has to.
  var faults: [String] {
    var texts: [String] = []
    for fault in EvidenceFault.allCases {
      guard let limit = fault.limit(routing) else { continue }
      if found(fault) < trials {
        texts.append("\(routing): \(fault) found in \(found(fault)) of \(trials)")
      }
      if let median = median(fault), median > limit {
        texts.append("\(routing): \(fault) takes \(median) windows, more than \(limit)")
      }
    }
    for (detector, count) in falseAlarms where Double(count) > max(1, allowedAlarms) {
      texts.append("\(routing): \(detector.rawValue) rolled a healthy v5 back \(count) times")
    }
    return texts
  }

  private func quantile(_ values: [Int], _ share: Double) -> Int? {
    values.isEmpty ? nil : values.sorted()[min(values.count - 1, Int(Double(values.count) * share))]
  }
}
