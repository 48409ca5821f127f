import Foundation

/// The JSON of values that have no column of their own.
enum RecordJSON {
  static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings, integers and flags only: there is nothing in them that JSON cannot say.
    guard let data = try? encoder.encode(value) else { return "null" }
    return String(decoding: data, as: UTF8.self)
  }

  static func value<Value: Decodable>(
    _ type: Value.Type, _ text: String, _ name: String
  ) throws(RecordsError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(text.utf8))
    } catch {
      throw .corrupt("'\(name)' is no JSON of its kind")
    }
  }
}
