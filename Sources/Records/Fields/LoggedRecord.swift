/// A record that is appended, numbered by the store, and never changed.
public protocol LoggedRecord: FieldRecord {
  static var table: LoggedTable { get }
  /// The migration's name; empty outside of one.
  var migration: String { get }
  var attempt: Int { get }
}

extension LoggedRecord {
  public static var kind: String { table.rawValue }
}
