import Foundation

/// Simulates A/B tests of known truth and shows what looking after every request does to each way
/// of judging them.
if CommandLine.arguments.dropFirst().first == "evidence" {
  exit(await EvidenceBenchmark.run(CommandLine.arguments.dropFirst(2)))
}
guard let options = Options(CommandLine.arguments.dropFirst()) else {
  FileHandle.standardError.write(Data((Options.usage + "\n").utf8))
  exit(64)
}
if options.isHelp {
  print(Options.usage)
  exit(0)
}

func progress(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Runs all tests of one truth, in tasks of a hundred; their order changes no figure.
func simulate(_ truth: Truth, _ index: Int, _ options: Options) async throws -> Outcome {
  let stride = 100
  return try await withThrowingTaskGroup(of: [Judgement].self) { group in
    for start in Swift.stride(from: 0, to: options.tests, by: stride) {
      group.addTask {
        try (start..<min(start + stride, options.tests)).map { test in
          try SimulatedTest(
            truth, requests: options.requests,
            generator: Generator(seed: options.seed, truth: index, test: test)
          ).judgement
        }
      }
    }
    var outcome = Outcome(truth, tests: options.tests)
    var done = 0
    for try await tests in group {
      for test in tests { outcome.add(test) }
      done += tests.count
      if done % 500 == 0 || done == options.tests {
        progress("\(index + 1) of \(Truth.all.count) (\(truth)): \(done) tests")
      }
    }
    return outcome
  }
}

do {
  var outcomes: [Outcome] = []
  for (index, truth) in Truth.all.enumerated() {
    outcomes.append(try await simulate(truth, index, options))
  }
  let report = Report(options: options, outcomes: outcomes)
  print(options.isJSON ? try report.json() : report.table())
  exit(report.faults.isEmpty ? 0 : 1)
} catch let failure as SimulatedTest.Failure {
  progress(
    "\(failure.truth): after request \(failure.request) the controller's results are not what was"
      + " judged")
  exit(1)
} catch {
  progress("\(error)")
  exit(1)
}
