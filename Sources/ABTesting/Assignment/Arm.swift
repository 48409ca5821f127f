/// The side of a test that a request is sent to.
public enum Arm: String, Sendable, Hashable, CaseIterable {
  /// The control.
  case v4
  /// The treatment.
  case v5

  /// The other arm.
  public var other: Arm {
    switch self {
    case .v4: .v5
    case .v5: .v4
    }
  }
}
