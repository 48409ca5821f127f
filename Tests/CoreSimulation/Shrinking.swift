/// A run that violates an invariant, with as few steps as still do.
package struct Shrinking: CustomStringConvertible {
  package let seed: UInt64
  /// What the shortened run violates.
  package private(set) var violation: SimulationChecker.Violation
  /// The steps that are needed, by their number in the seed's run.
  package private(set) var steps: [Int]
  /// Steps of the run as it was found.
  package let length: Int

  /// Shortens what a seed's run violated after so many steps.
  ///
  /// Ever smaller parts are left out, and stay out where the same invariant is violated without
  /// them.
  package init(
    seed: UInt64, sabotage: Sabotage? = nil, steps length: Int,
    violation: SimulationChecker.Violation
  ) {
    (self.seed, self.violation, self.length) = (seed, violation, length)
    steps = Array(0..<length)
    var size = max(1, length / 2)
    while true {
      var start = 0
      while start < steps.count {
        let kept = Array(steps[..<start] + steps[min(steps.count, start + size)...])
        if let found = Self.run(seed, sabotage, length, kept),
          found.invariant == violation.invariant
        {
          (steps, self.violation) = (kept, found)
        } else {
          start += size
        }
      }
      if size == 1 { break }
      size /= 2
    }
  }

  private static func run(
    _ seed: UInt64, _ sabotage: Sabotage?, _ length: Int, _ kept: [Int]
  ) -> SimulationChecker.Violation? {
    do {
      var simulation = try Simulation(seed: seed, sabotage: sabotage)
      try simulation.run(steps: length, without: Set(0..<length).subtracting(kept))
      return nil
    } catch {
      return error as? SimulationChecker.Violation
    }
  }

  package var description: String {
    "seed \(seed): \(steps.count) of \(length) steps are enough (\(steps)): \(violation)"
  }
}
