import ArgumentParser
import CoreSimulation

/// Runs the core against simulated engines, many operations over many seeds.
@main struct Simulate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Runs the core against simulated engines and checks every invariant at each step.",
    discussion: """
      Which event comes next is drawn from a seed, so that a run can be had again. A run that
      violates an invariant is shortened and printed. Exits 0, or 1 after a violation.

      Example: simulate --operations 1000000 --seed 7
      """)

  @Option(help: "Operations in all.") var operations = 10_000_000
  @Option(help: "Operations of one run.") var length = 5_000
  @Option(help: "The first run's seed.") var seed: UInt64 = 1
  @Option(help: "Runs at once.") var jobs = 2
  @Flag(help: "Put each deliberate bug in instead, and tell how it is found.") var sabotage = false

  func validate() throws {
    guard operations > 0, length > 0, jobs > 0 else {
      throw ValidationError("operations, length and jobs are at least 1")
    }
  }

  func run() async throws {
    if sabotage { return try sabotageAll() }
    let clock = ContinuousClock()
    let begin = clock.now
    let totals = await total()
    let seconds = (clock.now - begin) / .seconds(1)
    print(
      "\(totals.operations) operations in \(totals.runs) runs from seed \(seed) on:"
        + " \(totals.violations) violations; \(Int(seconds)) s,"
        + " \(Int(Double(totals.operations) / seconds * 60)) operations a minute")
    if totals.violations > 0 { throw ExitCode.failure }
  }

  private struct Totals: Sendable {
    var operations = 0
    var runs = 0
    var violations = 0

    static func + (left: Totals, right: Totals) -> Totals {
      Totals(
        operations: left.operations + right.operations, runs: left.runs + right.runs,
        violations: left.violations + right.violations)
    }
  }

  private func total() async -> Totals {
    let runs = (operations + length - 1) / length
    return await withTaskGroup(of: Totals.self) { group in
      for job in 0..<jobs {
        group.addTask {
          var totals = Totals()
          for number in stride(from: job, to: runs, by: jobs) {
            totals = totals + Self.run(seed + UInt64(number), length)
          }
          return totals
        }
      }
      return await group.reduce(Totals(), +)
    }
  }

  private static func run(_ seed: UInt64, _ length: Int) -> Totals {
    guard var simulation = try? Simulation(seed: seed) else { return Totals(violations: 1) }
    do {
      try simulation.run(operations: length)
      return Totals(operations: simulation.operations, runs: 1)
    } catch {
      if let violation = error as? SimulationChecker.Violation {
        print(Shrinking(seed: seed, steps: simulation.steps, violation: violation))
      } else {
        print("seed \(seed): \(error)")
      }
      return Totals(operations: simulation.operations, runs: 1, violations: 1)
    }
  }

  // MARK: Deliberate bugs

  private func sabotageAll() throws {
    var missed: [Sabotage] = []
    for bug in Sabotage.allCases where try !isFound(bug) { missed.append(bug) }
    print("\(Sabotage.allCases.count - missed.count) of \(Sabotage.allCases.count) bugs were found")
    if !missed.isEmpty { throw ExitCode.failure }
  }

  private func isFound(_ bug: Sabotage) throws -> Bool {
    for seed in seed..<seed + 24 {
      var simulation = try Simulation(seed: seed, sabotage: bug)
      do {
        try simulation.run(operations: 1_000)
      } catch let violation as SimulationChecker.Violation {
        let small = Shrinking(
          seed: seed, sabotage: bug, steps: simulation.steps, violation: violation)
        print(
          "\(bug): seed \(seed), step \(simulation.steps), \(small.steps.count) steps are enough:"
            + " \(small.violation)")
        return true
      }
    }
    print("\(bug): not found")
    return false
  }
}
