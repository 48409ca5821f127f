/// A command or a URL that is called before or after each step.
public struct PlannedHook: Codable, Hashable, Sendable {
  /// When a hook is called.
  public enum Moment: String, Codable, CaseIterable, Hashable, Sendable {
    /// Before an advance, which it may veto.
    case beforeAdvance
    case afterAdvance
    /// After a rollback, which it cannot veto.
    case afterRollback
  }

  public var name: String
  public var when: Moment
  /// A program and its arguments, run without a shell.
  public var command: [String]
  /// What is sent a POST with the step as JSON.
  public var url: String?
  public var timeout: PlannedDuration
  /// The stages whose steps it is called at; empty: all.
  public var stages: [String]

  public init(
    name: String, when: Moment, command: [String] = [], url: String? = nil,
    timeout: PlannedDuration = .seconds(30), stages: [String] = []
  ) {
    self.name = name
    self.when = when
    self.command = command
    self.url = url
    self.timeout = timeout
    self.stages = stages
  }
}

extension PlannedHook.Moment: PlanValue {}

extension PlannedHook: PlanEntry {
  static let limit = 32

  static func blank(_ scalars: [String: String]) -> PlannedHook {
    PlannedHook(name: "", when: .beforeAdvance)
  }

  static func fields(for section: PlannedHook) -> [PlanField<PlannedHook>] {
    [
      .value("name", \.name, "what holds and the audit log call it", isRequired: true),
      .value("when", \.when, "beforeAdvance, afterAdvance or afterRollback", isRequired: true),
      .values("command", \.command, "a program and its arguments; no shell"),
      .optional("url", \.url, "or what is sent a POST with the step as JSON"),
      .value("timeout", \.timeout, "after which it has failed; before an advance that is a veto"),
      .values("stages", \.stages, "the stages that it is for; empty: all"),
    ]
  }
}
