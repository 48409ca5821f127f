/// The arm that one request was given, and why.
public struct Evaluation: Sendable, Hashable {
  /// The arm to use; v4 wherever the test decides nothing.
  public let arm: Arm
  /// Why this arm; to be handed to `recordResult` with the outcome.
  public let reason: AssignmentReason
  /// What went wrong where the reason is `ERROR`.
  public let error: ABTestingError?

  init(_ arm: Arm, _ reason: AssignmentReason) {
    self.arm = arm
    self.reason = reason
    error = nil
  }

  init(_ error: ABTestingError) {
    arm = .v4
    reason = .error
    self.error = error
  }
}
