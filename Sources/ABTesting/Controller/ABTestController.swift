import Synchronization

/// Runs A/B tests: assigns sessions to v4 or v5, takes in outcomes, and reports what they say.
///
/// Nothing waits: each call takes one lock for a bounded time, so that an event loop may make it.
/// Memory is bounded too, about 1 MB for each test.
public final class ABTestController: Sendable {
  /// The tests that are kept at a time, finished ones included.
  public static let testLimit = 64

  private struct State: Sendable {
    var tests: [String: TestState] = [:]
    var generator: any RandomNumberGenerator & Sendable
  }

  private let state: Mutex<State>
  private let now: @Sendable () -> Double

  /// Creates a controller without tests.
  /// - Parameters:
  ///   - generator: what tests that are not sticky draw from.
  ///   - now: the time in seconds, on the clock that the tests' starts are told in.
  public init(
    generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
    now: @escaping @Sendable () -> Double
  ) {
    state = Mutex(State(generator: generator))
    self.now = now
  }

  /// The tests, by name.
  public var tests: [ABTest] {
    state.withLock { state in state.tests.values.map(\.test) }.sorted { $0.name < $1.name }
  }

  /// Adds a test; throws where it is invalid or its name taken, and when there are `testLimit`.
  public func createTest(_ test: ABTest) throws(ABTestingError) {
    let added = try TestState(test)
    try state.withLock { state throws(ABTestingError) in
      guard state.tests[test.name] == nil else { throw .duplicateTest(name: test.name) }
      guard state.tests.count < Self.testLimit else { throw .tooManyTests(limit: Self.testLimit) }
      state.tests[test.name] = added
    }
  }

  /// Changes the v5 share, in basis points; growing it moves nobody back to v4.
  ///
  /// Throws `shareOutOfRange`, `finishedTest` and `unknownTest`.
  public func setShare(of name: String, to basisPoints: Int) throws(ABTestingError) {
    let now = now()
    try withTest(name) { test throws(ABTestingError) in try test.setShare(basisPoints, at: now) }
  }

  /// Ends a test for good; its results stay, everybody is assigned to v4.
  public func endTest(_ name: String) throws(ABTestingError) {
    try withTest(name) { $0.end() }
  }

  /// Forgets a test and its results; a test of the same name should be a new attempt.
  public func removeTest(_ name: String) throws(ABTestingError) {
    try state.withLock { state throws(ABTestingError) in
      guard Self.mayExist(name), state.tests.removeValue(forKey: name) != nil else {
        throw .unknownTest(name: name)
      }
    }
  }

  /// Assigns a request to an arm, and says why.
  ///
  /// A session of more than 65,536 bytes gets v4 with `ERROR`, as an unknown test does; at a share
  /// of 0 or 10,000 no session is looked at. Without a session a sticky test gives v4 with `STATIC`.
  /// - Parameters:
  ///   - session: the sticky unit.
  ///   - affinity: the arm that the request is bound to whatever the test says, as getPayload is.
  public func evaluate(
    _ name: String, session: String?, affinity: Arm? = nil
  ) -> Evaluation {
    if let affinity { return Evaluation(affinity, .targetingMatch) }
    guard Self.mayExist(name) else { return Evaluation(.unknownTest(name: name)) }
    let now = now()
    return state.withLock { state in
      state.tests[name]?.evaluate(session, at: now, &state.generator)
        ?? Evaluation(.unknownTest(name: name))
    }
  }

  /// Whether a session is to use v5.
  public func shouldUseV5(_ name: String, session: String?) -> Bool {
    evaluate(name, session: session).arm == .v5
  }

  /// Takes in a request's outcome; throws `unknownTest`.
  ///
  /// Only a request that was split counts in the statistics.
  /// - Parameters:
  ///   - version: the arm that the request was given, though the other one answered in its place:
  ///     for the given arm that is a failure.
  ///   - reason: the evaluation's; where the caller kept none, what a session would be given now.
  public func recordResult(
    _ name: String, version: Arm, success: Bool, latency: Duration,
    reason: AssignmentReason? = nil
  ) throws(ABTestingError) {
    let now = now()
    try withTest(name) {
      $0.record(version, success: success, latency: latency, reason: reason, at: now)
    }
  }

  /// What a test has shown so far; throws `unknownTest`.
  ///
  /// Percentiles and intervals are found outside the lock, in about half a millisecond.
  public func results(_ name: String) throws(ABTestingError) -> TestResults {
    let now = now()
    return TestResults(try withTest(name) { $0.snapshot(at: now) })
  }

  /// Whether a test could bear the name; a dictionary would hash 1 MB of it to say no.
  private static func mayExist(_ name: String) -> Bool { name.utf8.count <= ExperimentName.limit }

  private func withTest<Result: Sendable>(
    _ name: String, _ body: (inout TestState) throws(ABTestingError) -> Result
  ) throws(ABTestingError) -> Result {
    guard Self.mayExist(name) else { throw .unknownTest(name: name) }
    return try state.withLock { state throws(ABTestingError) in
      guard let index = state.tests.index(forKey: name) else { throw .unknownTest(name: name) }
      return try body(&state.tests.values[index])
    }
  }
}
