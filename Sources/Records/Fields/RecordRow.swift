import Foundation

/// A record's values as they were read back, believed only as far as they can be.
public struct RecordRow: Sendable {
  private let values: [String: FieldValue]

  public init(_ values: [String: FieldValue]) {
    self.values = values
  }

  public func text(_ name: String) throws(RecordsError) -> String {
    guard let text = try optionalText(name) else { throw damage(name, "text") }
    return text
  }

  public func optionalText(_ name: String) throws(RecordsError) -> String? {
    switch values[name] ?? .none {
    case .text(let text), .document(let text): return text
    case .bytes(let data): return String(decoding: data, as: UTF8.self)
    case .none: return nil
    case .integer, .flag: throw damage(name, "text")
    }
  }

  public func integer(_ name: String) throws(RecordsError) -> Int64 {
    guard let integer = try optionalInteger(name) else { throw damage(name, "an integer") }
    return integer
  }

  func optionalInteger(_ name: String) throws(RecordsError) -> Int64? {
    switch values[name] ?? .none {
    case .integer(let integer): return integer
    case .none: return nil
    case .text, .document, .bytes, .flag: throw damage(name, "an integer")
    }
  }

  func count(_ name: String) throws(RecordsError) -> Int {
    Int(try integer(name))
  }

  public func flag(_ name: String) throws(RecordsError) -> Bool {
    switch values[name] ?? .none {
    case .flag(let flag): return flag
    case .integer(0): return false
    case .integer(1): return true
    case .integer, .text, .document, .bytes, .none: throw damage(name, "0 or 1")
    }
  }

  func bytes(_ name: String) throws(RecordsError) -> Data {
    switch values[name] ?? .none {
    case .bytes(let data): return data
    case .text(let text), .document(let text): return Data(text.utf8)
    case .integer, .flag, .none: throw damage(name, "bytes")
    }
  }

  private func damage(_ name: String, _ expected: String) -> RecordsError {
    .corrupt("'\(name)' is not \(expected)")
  }
}

extension Moment {
  var fields: [RecordField] {
    [
      RecordField("wallMilliseconds", .integer(wallMilliseconds)),
      RecordField("uptimeMilliseconds", .integer(uptimeMilliseconds)),
    ]
  }

  init(_ row: RecordRow) throws(RecordsError) {
    try self.init(
      wallMilliseconds: row.integer("wallMilliseconds"),
      uptimeMilliseconds: row.integer("uptimeMilliseconds"))
  }
}
