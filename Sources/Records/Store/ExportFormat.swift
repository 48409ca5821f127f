import Foundation

/// The pieces of an export's JSON.
enum ExportFormat {
  static let version = 1
  static let closing = Data("]".utf8)

  static func opening(_ kind: String) -> Data {
    Data(",\n\(string(kind)):[".utf8)
  }

  static func line(_ fields: [RecordField], isFirst: Bool) -> Data {
    let members = fields.map { "\(string($0.name)):\(value($0.value))" }
    return Data("\(isFirst ? "" : ",")\n{\(members.joined(separator: ","))}".utf8)
  }

  static func member(_ field: RecordField) -> Data {
    Data(",\n\(string(field.name)):\(value(field.value))".utf8)
  }

  private static func value(_ value: FieldValue) -> String {
    switch value {
    case .text(let text): string(text)
    case .integer(let integer): String(integer)
    case .flag(let flag): String(flag)
    case .bytes(let data): bytes(data)
    case .document(let text): document(text)
    case .none: "null"
    }
  }

  /// What is JSON stands as it is, anything else as a string.
  private static func document(_ text: String) -> String {
    let data = Data(text.utf8)
    // A byte order mark is no JSON inside of a document, though the parser takes it at the start.
    guard let first = data.first else { return "null" }
    let isJSON =
      first < 0x80
      && (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed)) != nil
    return isJSON ? text : string(text)
  }

  private static func bytes(_ data: Data) -> String {
    if let text = String(validating: data, as: UTF8.self) { return "{\"utf8\":\(string(text))}" }
    return "{\"base64\":\(string(data.base64EncodedString()))}"
  }

  private static func string(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _
      where scalar.value < 0x20 || scalar.value == 0x7f || scalar.value == 0x2028
        || scalar.value == 0x2029:
        quoted += String(format: "\\u%04x", scalar.value)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
