/// A type with a JSON form of the Engine API that it can be read from.
public protocol EngineDecodable {
  /// Reads the next value of the text.
  init(from scanner: inout JSONScanner) throws(JSONError)
}

/// A type that has a JSON form of the Engine API.
public protocol EngineEncodable {
  var json: JSONValue { get }
}

/// Both ways.
public typealias EngineCodable = EngineDecodable & EngineEncodable

extension EngineDecodable {
  /// Reads one whole JSON text in place.
  public init(json bytes: UnsafeRawBufferPointer) throws(JSONError) {
    var scanner = JSONScanner(bytes)
    self = try Self(from: &scanner)
    try scanner.finish()
  }

  /// Reads one whole JSON text.
  public init(json bytes: [UInt8]) throws(JSONError) {
    let result: Result<Self, JSONError> = bytes.withUnsafeBytes { buffer in
      do throws(JSONError) { return .success(try Self(json: buffer)) } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// Reads a value from its tree.
  public init(json value: JSONValue) throws(JSONError) {
    self = try Self(json: value.utf8)
  }
}
