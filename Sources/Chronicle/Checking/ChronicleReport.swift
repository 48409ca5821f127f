/// What comparing the logs of a run found.
public struct ChronicleReport: Sendable {
  /// In the order of the caller's operations as far as they name one.
  public var violations: [Violation]
  public var summary: ChronicleSummary
}
