/// What is wrong with v5, from the first window after a good history.
enum EvidenceFault: CaseIterable, CustomStringConvertible {
  case errors100, errors50, errors20, errors5, errors2
  case slow2, slow10
  case mismatch1, mismatch10
  case silent

  var description: String {
    switch self {
    case .errors100: "errors 100 %"
    case .errors50: "errors 50 %"
    case .errors20: "errors 20 %"
    case .errors5: "errors 5 %"
    case .errors2: "errors 2 %"
    case .slow2: "slow 2×"
    case .slow10: "slow 10×"
    case .mismatch1: "mismatch 1 %"
    case .mismatch10: "mismatch 10 %"
    case .silent: "silent"
    }
  }

  func apply(to traffic: inout EvidenceTraffic) {
    switch self {
    case .errors100: traffic.failures = 1
    case .errors50: traffic.failures = 0.5
    case .errors20: traffic.failures = 0.2
    case .errors5: traffic.failures = 0.05
    case .errors2: traffic.failures = 0.02
    case .slow2: traffic.slowness = 2
    case .slow10: traffic.slowness = 10
    case .mismatch1: traffic.mismatches = 0.01
    case .mismatch10: traffic.mismatches = 0.1
    case .silent: traffic.isSilent = true
    }
  }

  /// The windows that the median may take at most; nil where the routing hides the fault.
  func limit(_ routing: EvidenceRouting) -> Int? {
    switch (routing, self) {
    case (.follower, .errors100): 2
    case (.follower, .errors50): 4
    case (.follower, .errors20): 11
    case (.follower, .errors5): 53
    case (.follower, .errors2): 250
    case (.follower, .slow2): 20
    case (.follower, .slow10): 3
    case (.follower, .mismatch1): 150
    case (.follower, .mismatch10): 10
    case (.follower, .silent): 3
    case (.tenth, .errors100): 10
    case (.tenth, .errors50): 20
    case (.tenth, .errors20): 60
    case (.tenth, .errors5): 300
    case (.tenth, .errors2): 2_000
    case (.tenth, .slow2): 150
    case (.tenth, .slow10): 30
    case (.tenth, .mismatch1), (.tenth, .mismatch10): nil
    case (.tenth, .silent): 40
    }
  }
}
