/// An advance that waits for the hooks that may veto it.
public struct PendingAdvance: Codable, Hashable, Sendable {
  /// What the hooks' answer has to bear.
  public var token: Int
  public var from: MigrationState
  public var to: MigrationState
  /// The stage that it leads to.
  public var stage: String
  /// The hooks to ask, by name.
  public var hooks: [String]
  /// Who promoted, and why, where it was not the evidence.
  public var promotion: Promotion?
  /// How long the hooks have been asked.
  var age: PlannedDuration = .zero
  /// How long their answer may take.
  var limit: PlannedDuration
}
