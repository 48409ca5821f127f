import CoreSimulation
import Testing

@testable import LighthouseCompatibility

/// The core under engines that lag, fail, lie and come back, and modes that change all the time.
@Suite struct `A simulated chain` {
  private static let seeds = Array(UInt64(1)...24)
  private static let operations = 1_000

  @Test(arguments: seeds)
  func `violates no invariant`(seed: UInt64) throws {
    var simulation = try Simulation(seed: seed)
    do {
      try simulation.run(operations: Self.operations)
      // A run in which one side hardly answers proves little; a v5 that lies is soon frozen.
      #expect(simulation.answers.v4 > 100 && simulation.answers.v5 > 5, "seed \(seed)")
    } catch {
      Issue.record("seed \(seed), after \(simulation.operations) operations: \(error)")
    }
  }

  @Test(arguments: Sabotage.allCases)
  func `with a bug put in is found out`(_ sabotage: Sabotage) throws {
    for seed in Self.seeds {
      var simulation = try Simulation(seed: seed, sabotage: sabotage)
      do {
        try simulation.run(operations: Self.operations)
      } catch let violation as SimulationChecker.Violation {
        print("\(sabotage): seed \(seed), \(simulation.operations) operations: \(violation)")
        return
      }
    }
    Issue.record("\(sabotage) was never noticed")
  }
}
