/// Whether an audit log is whole.
public enum AuditVerification: Hashable, Sendable {
  case intact(AuditHead)
  /// The first entry that is not what was written.
  case broken(entry: Int64, AuditFault)
}
