/// What a test's results are made of at one moment.
///
/// The set of units stays behind: a copy of it would make the next assignment pay for the look.
struct TestSnapshot: Sendable {
  let test: ABTest
  let phase: ABTestPhase
  let v4: ArmRecord
  let v5: ArmRecord
  let comparison: SequentialComparison
  let check: SampleRatioCheck
  let crossovers: Int
  let uncountedUnits: Int
  let excluded: Int
}
