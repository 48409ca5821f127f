import ChildPrograms
public import EngineRPC
public import Foundation

/// A recording of an engine: one JSON object a line, with `request` and `response`.
public struct Recording: Sendable {
  public let exchanges: [RecordedExchange]
  /// Lines that hold no call with an answer, which cannot be replayed.
  public let skipped: Int

  /// Reads a file, decompressed where its name ends in `.gz`.
  public init(file path: String) throws(RecordingError) {
    try self.init(lines: Self.read(path), source: path)
  }

  /// Reads the text of a recording.
  public init(lines data: Data, source: String) throws(RecordingError) {
    var exchanges: [RecordedExchange] = []
    var skipped = 0
    let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where !line.allSatisfy(Self.isBlank) {
      do throws(JSONError) {
        let value = try JSONValue(parsing: line)
        guard value.objectValue != nil else { throw JSONError(.value("a line is an object")) }
        if let exchange = RecordedExchange(value, position: index + 1) {
          exchanges.append(exchange)
        } else {
          skipped += 1
        }
      } catch {
        throw .malformed(source, line: index + 1, error)
      }
    }
    guard !exchanges.isEmpty else { throw .empty(source) }
    self.exchanges = exchanges
    self.skipped = skipped
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0d
  }

  private static func read(_ path: String) throws(RecordingError) -> Data {
    guard path.hasSuffix(".gz") else {
      guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
      return data
    }
    guard let contents = GzipFile.contents(path) else { throw .unreadable(path) }
    return Data(contents)
  }
}

/// Why a recording cannot be used.
public enum RecordingError: Error, Sendable, CustomStringConvertible {
  case unreadable(String)
  case malformed(String, line: Int, JSONError)
  case empty(String)

  public var description: String {
    switch self {
    case .unreadable(let path): "cannot read the recording \(path)"
    case .malformed(let path, let line, let error): "\(path), line \(line): \(error)"
    case .empty(let path): "\(path) holds no call with an answer"
    }
  }
}
