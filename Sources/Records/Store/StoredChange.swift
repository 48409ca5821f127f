/// What is written in one transaction: all of it or nothing.
public struct StoredChange: Hashable, Sendable {
  public var migration: MigrationRecord?
  public var transition: TransitionRecord?
  public var drill: DrillRecord?
  public var audit: [AuditNote]

  public init(
    migration: MigrationRecord? = nil, transition: TransitionRecord? = nil,
    drill: DrillRecord? = nil, audit: [AuditNote] = []
  ) {
    self.migration = migration
    self.transition = transition
    self.drill = drill
    self.audit = audit
  }

  /// Throws what no store takes: a name that is none, a record that is too large.
  public func check() throws(RecordsError) {
    if let migration {
      try RecordRules.check(name: migration.name)
      try RecordRules.check(migration)
    }
    if let transition { try RecordRules.check(transition) }
    if let drill { try RecordRules.check(drill) }
  }
}
