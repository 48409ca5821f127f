/// An event without its particulars.
public enum MigrationEventKind: String, Codable, CaseIterable, Hashable, Sendable {
  case start
  case evidence
  case elapse
  case raise
  case clear
  case wayBack
  case freeze
  case pause
  case resume
  case approve
  case promote
  case hooksPassed
  case hooksVetoed
  case rollback
  case panic
  case retry
  case finalize
  case restart
  case adjust
  case beginDrill
  case turnDrill
  case endDrill

  /// Whether the event means something in a state.
  public func isLegal(in state: MigrationStateKind) -> Bool {
    switch self {
    case .elapse, .raise, .clear, .wayBack, .restart: true
    case .start: state == .preMigration
    case .retry: state == .rolledBack
    case .finalize: state == .complete
    case .panic, .adjust: state != .finalized
    case .freeze: state.isRunning || state == .rolledBack
    case .pause, .approve, .promote, .hooksPassed, .hooksVetoed: state.isAdvancing
    case .evidence, .resume, .rollback, .beginDrill, .turnDrill, .endDrill: state.isRunning
    }
  }

  /// Whether it is a person's to say; the others happen.
  public var isPersons: Bool {
    switch self {
    case .start, .pause, .resume, .approve, .promote, .rollback, .panic, .retry, .finalize: true
    case .evidence, .elapse, .raise, .clear, .wayBack, .freeze, .hooksPassed, .hooksVetoed,
      .restart, .adjust, .beginDrill, .turnDrill, .endDrill:
      false
    }
  }

  /// The events that mean something in a state.
  public static func legal(in state: MigrationStateKind) -> [MigrationEventKind] {
    allCases.filter { $0.isLegal(in: state) }
  }
}
