import ChildPrograms
public import Foundation

/// A file of `Tests/Fixtures`; a missing one is a failure, never a skip.
public struct Fixture: Sendable {
  public let url: URL

  /// Names a fixture by its path below `Tests/Fixtures`.
  public init(_ path: String, sourceFile: String = #filePath) {
    url = Self.directory(sourceFile).appending(path: path)
  }

  /// The contents, decompressed where the name ends in `.gz`.
  public func data() throws -> Data {
    guard FileManager.default.fileExists(atPath: url.path) else {
      throw FixtureError.missing(url.path)
    }
    return url.pathExtension == "gz" ? try decompressed() : try Data(contentsOf: url)
  }

  /// The lines that are not empty, one JSON document each in `.jsonl` files.
  public func lines() throws -> [Data] {
    try data().split(separator: UInt8(ascii: "\n")).map { Data($0) }
  }

  private func decompressed() throws -> Data {
    guard let contents = GzipFile.contents(url.path) else {
      throw FixtureError.unreadable(url.path)
    }
    return Data(contents)
  }

  private static func directory(_ sourceFile: String) -> URL {
    var folder = URL(filePath: sourceFile).deletingLastPathComponent()
    while folder.lastPathComponent != "Tests", folder.path != "/" {
      folder.deleteLastPathComponent()
    }
    return folder.appending(path: "Fixtures")
  }
}

/// Why a fixture could not be had.
public enum FixtureError: Error, CustomStringConvertible {
  case missing(String)
  case unreadable(String)

  public var description: String {
    switch self {
    case .missing(let path): "no fixture at \(path): the clone is incomplete"
    case .unreadable(let path): "gzip could not read \(path)"
    }
  }
}
