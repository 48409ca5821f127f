/// One test and all that is known of it, without a lock or a clock of its own.
struct TestState: Sendable {
  private(set) var test: ABTest
  private let assignment: Assignment
  private var hasFinished = false
  private var v4 = ArmRecord()
  private var v5 = ArmRecord()
  private var exposures = Exposures()
  private var comparison = SequentialComparison()
  private var excluded = 0

  init(_ test: ABTest) throws(ABTestingError) {
    assignment = try test.validated()
    self.test = test
  }

  /// Where the test is; once it is over it stays so, though the clock be set back.
  mutating func phase(at now: Double) -> ABTestPhase {
    if hasFinished { return .finished }
    let elapsed = now - test.start
    if elapsed > test.duration / .seconds(1) {
      hasFinished = true
      return .finished
    }
    return elapsed >= 0 ? .running : .scheduled
  }

  mutating func end() { hasFinished = true }

  mutating func setShare(_ basisPoints: Int, at now: Double) throws(ABTestingError) {
    try ABTest.validate(share: basisPoints)
    guard phase(at: now) != .finished else { throw .finishedTest(name: test.name) }
    test.v5Share = basisPoints
  }

  mutating func evaluate(
    _ session: String?, at now: Double, _ generator: inout any RandomNumberGenerator & Sendable
  ) -> Evaluation {
    guard phase(at: now) == .running else { return Evaluation(.v4, .disabled) }
    if let fixed = Share.fixedArm(test.v5Share) { return Evaluation(fixed, .static) }
    guard test.isSticky else { return draw(&generator) }
    guard let session else { return Evaluation(.v4, .static) }
    do throws(ABTestingError) {
      let hash = try assignment.hash(session)
      let arm = arm(hash)
      exposures.count(hash, arm, share: test.v5Share)
      return split(arm)
    } catch {
      return Evaluation(error)
    }
  }

  private mutating func draw(
    _ generator: inout any RandomNumberGenerator & Sendable
  ) -> Evaluation {
    let arm = arm(UInt32(truncatingIfNeeded: generator.next()))
    exposures.countDraw(arm, share: test.v5Share)
    return split(arm)
  }

  private func arm(_ hash: UInt32) -> Arm {
    Share.bucket(hash) < test.v5Share ? .v5 : .v4
  }

  private mutating func split(_ arm: Arm) -> Evaluation {
    switch arm {
    case .v4: v4.assignments += 1
    case .v5: v5.assignments += 1
    }
    return Evaluation(arm, .split)
  }

  mutating func record(
    _ arm: Arm, success: Bool, latency: Duration, reason: AssignmentReason?, at now: Double
  ) {
    guard (reason ?? impliedReason(at: now)) == .split else {
      excluded += 1
      return
    }
    switch arm {
    case .v4: v4.record(success: success, latency: latency)
    case .v5: v5.record(success: success, latency: latency)
    }
    comparison.record(arm, success: success, at: now)
  }

  /// What the results are made of, for use outside the lock.
  mutating func snapshot(at now: Double) -> TestSnapshot {
    TestSnapshot(
      test: test, phase: phase(at: now), v4: v4, v5: v5, comparison: comparison,
      check: exposures.check, crossovers: exposures.crossovers,
      uncountedUnits: exposures.uncounted, excluded: excluded)
  }

  /// The reason that a session would be given now, for a caller that kept none.
  private mutating func impliedReason(at now: Double) -> AssignmentReason {
    guard phase(at: now) == .running else { return .disabled }
    return Share.fixedArm(test.v5Share) == nil ? .split : .static
  }
}
