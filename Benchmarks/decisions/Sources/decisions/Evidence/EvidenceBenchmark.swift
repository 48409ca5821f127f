import Foundation

/// Prints how soon each fault of v5 is found, by which detector, and how often a healthy v5 is
/// rolled back.
enum EvidenceBenchmark {
  /// Runs it and returns the exit status.
  static func run(_ arguments: some Sequence<String>) async -> Int32 {
    guard let options = EvidenceOptions(arguments) else {
      progress(EvidenceOptions.usage)
      return 64
    }
    if options.isHelp {
      print(EvidenceOptions.usage)
      return 0
    }
    var outcomes: [EvidenceOutcome] = []
    for routing in EvidenceRouting.allCases { outcomes.append(await outcome(routing, options)) }
    let report = EvidenceReport(options: options, outcomes: outcomes)
    do {
      print(options.isJSON ? try report.json() : report.table())
    } catch {
      progress("\(error)")
      return 1
    }
    return report.faults.isEmpty ? 0 : 1
  }

  /// Runs all seeds of a routing, in tasks of ten; their order changes no figure.
  private static func outcome(
    _ routing: EvidenceRouting, _ options: EvidenceOptions
  ) async -> EvidenceOutcome {
    await withTaskGroup(of: [EvidenceTrial].self) { group in
      for start in stride(from: 0, to: options.seeds, by: 10) {
        group.addTask {
          (start..<min(start + 10, options.seeds)).map {
            EvidenceTrial(routing, seed: options.seed &+ UInt64($0), windows: options.windows)
          }
        }
      }
      var outcome = EvidenceOutcome(routing, windows: options.windows)
      for await trials in group {
        for trial in trials { outcome.add(trial) }
        if outcome.trials % 100 == 0 { progress("\(routing): \(outcome.trials) seeds") }
      }
      return outcome
    }
  }

  private static func progress(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
  }
}
