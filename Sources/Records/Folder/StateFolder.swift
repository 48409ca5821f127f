public import Foundation

/// The folder in which a controller keeps its state, and what lies where in it.
public struct StateFolder: Hashable, Sendable {
  static let databaseName = "records.sqlite"
  /// The database and what SQLite puts beside it.
  static let databaseSuffixes = ["", "-wal", "-shm"]

  public let url: URL

  public init(_ url: URL) {
    self.url = url
  }

  public var database: URL { url.appending(path: Self.databaseName) }
  /// A database in the making; never one that holds anything acknowledged.
  public var unfinishedDatabase: URL { url.appending(path: "records.sqlite.new") }
  public var log: URL { url.appending(path: Self.databaseName + "-wal") }
  public var lock: URL { url.appending(path: "lock") }
  public var finalized: URL { url.appending(path: "finalized") }
  public var panic: URL { url.appending(path: "PANIC") }
  public var hold: URL { url.appending(path: "HOLD") }

  /// Makes the folder where it is not there, for its owner alone, and checks that it takes files.
  ///
  /// - Throws: `RecordsError.unwritableFolder`.
  public func prepare() throws(RecordsError) {
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .unwritableFolder(path: url.path, reason: Self.reason(url, error))
    }
    guard access(url.path, W_OK | X_OK) == 0 else {
      throw .unwritableFolder(path: url.path, reason: DurableFile.text(errno))
    }
  }

  /// Where a damaged file of the database goes.
  func setAside(_ stamp: Int64, _ suffix: String) -> URL {
    url.appending(path: "\(Self.databaseName).corrupt-\(stamp)\(suffix)")
  }

  func isTaken(_ stamp: Int64) -> Bool {
    Self.databaseSuffixes.contains { suffix in
      var status = stat()
      return lstat(setAside(stamp, suffix).path, &status) == 0
    }
  }

  private static func reason(_ url: URL, _ error: any Error) -> String {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue
    {
      return "it is no folder"
    }
    return error.localizedDescription
  }
}
