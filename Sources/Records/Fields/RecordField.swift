/// A named value of a record: a column of a database, a member of the export.
public struct RecordField: Hashable, Sendable {
  public let name: String
  public let value: FieldValue

  public init(_ name: String, _ value: FieldValue) {
    self.name = name
    self.value = value
  }

  static func text(_ name: String, _ text: String) -> Self { Self(name, .text(text)) }

  static func integer(_ name: String, _ value: Int) -> Self { Self(name, .integer(Int64(value))) }

  static func flag(_ name: String, _ flag: Bool) -> Self { Self(name, .flag(flag)) }

  static func document(_ name: String, _ text: String?) -> Self {
    Self(name, text.map(FieldValue.document) ?? .none)
  }
}
