/// A record that is a list of named values: columns of a database, members of the export.
public protocol FieldRecord: Codable, Hashable, Sendable {
  /// What the records are called together: the table, and the export's member.
  static var kind: String { get }
  var fields: [RecordField] { get }

  /// Reads the record back.
  ///
  /// - Throws: `RecordsError.corrupt` for a value of another type than was written.
  init(_ row: RecordRow) throws(RecordsError)
}
