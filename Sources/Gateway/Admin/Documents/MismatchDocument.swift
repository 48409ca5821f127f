import EngineRPC
import Foundation
import LighthouseCompatibility

/// A mismatch as the admin interface shows it: what differs, and on request both bodies.
enum MismatchDocument {
  /// Characters of a body that the list shows; one mismatch by its id is shown whole.
  static let listedCharacters = 2048

  /// What differs, without bodies.
  static func outline(_ mismatch: Mismatch) -> JSONValue { .object(outlined(mismatch)) }

  private static func outlined(_ mismatch: Mismatch) -> JSONObject {
    JSONObject([
      .init(name: "id", value: .whole(mismatch.exchange)),
      .init(name: "method", value: .string(mismatch.method)),
      .init(name: "block", value: .text(mismatch.block)),
      .init(name: "authority", value: .string(mismatch.authority.rawValue)),
      .init(name: "verdict", value: .string(mismatch.verdict.rawValue)),
      .init(name: "differences", value: .array(mismatch.differences.map(difference))),
    ])
  }

  static let outlineSchema = Schema.object([
    "id": Schema.integer, "method": Schema.text, "block": Schema.nullable(Schema.text),
    "authority": Schema.side, "verdict": Schema.text, "differences": differencesSchema,
  ])

  private static let differencesSchema = Schema.list(
    Schema.object([
      "text": Schema.text, "path": Schema.nullable(Schema.text),
      "v4": Schema.nullable(Schema.text), "v5": Schema.nullable(Schema.text),
    ]))

  /// What differs, what was asked, and what both sides answered.
  static func json(_ mismatch: Mismatch, characters: Int = .max) -> JSONValue {
    var object = outlined(mismatch)
    object["request"] = .string(request(mismatch, characters))
    object["v4"] = .string(cut(mismatch.v4, characters))
    object["v5"] = .string(cut(mismatch.v5, characters))
    return .object(object)
  }

  static let schema = Schema.object([
    "id": Schema.integer, "method": Schema.text, "block": Schema.nullable(Schema.text),
    "authority": Schema.side, "verdict": Schema.text, "differences": differencesSchema,
    "request": Schema.text, "v4": Schema.text, "v5": Schema.text,
  ])

  /// A transaction that is not in a block yet is nobody's business but its sender's.
  private static func request(_ mismatch: Mismatch, _ characters: Int) -> String {
    guard mismatch.method != "eth_sendRawTransaction" else {
      return "withheld: a transaction of \(mismatch.request.utf8.count) bytes"
    }
    return cut(mismatch.request, characters)
  }

  private static func cut(_ text: String, _ characters: Int) -> String {
    guard text.utf8.count > characters else { return text }
    return text.prefix(characters) + "… (\(text.utf8.count) bytes here)"
  }

  /// Takes `path: v4 …, v5 …` apart; a difference that is no pair of values stays a text.
  private static func difference(_ text: String) -> JSONValue {
    guard let start = text.range(of: ": v4 "),
      let middle = text[start.upperBound...].range(of: ", v5 ")
    else { return ["text": .string(text), "path": .null, "v4": .null, "v5": .null] }
    return [
      "text": .string(text), "path": .string(String(text[..<start.lowerBound])),
      "v4": .string(String(text[start.upperBound..<middle.lowerBound])),
      "v5": .string(String(text[middle.upperBound...])),
    ]
  }
}
