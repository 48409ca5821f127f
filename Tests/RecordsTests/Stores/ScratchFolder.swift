import Foundation
import Records
import SQLiteRecords
import Testing

/// A state folder that is gone after its test.
final class ScratchFolder: Sendable {
  let folder: StateFolder

  init() {
    folder = StateFolder(
      FileManager.default.temporaryDirectory.appending(path: "records-\(UUID().uuidString)"))
  }

  deinit { try? FileManager.default.removeItem(at: folder.url) }

  /// Opens the store as a controller does; anything but a store fails the test.
  func open(
    limits: StoreLimits = StoreLimits()
  ) throws -> (store: any RecordStore, restored: StoredMigration?) {
    let opening = try SQLiteRecords.open(folder, limits: limits, nowMilliseconds: 1_000)
    guard case .opened(let store, let restored) = opening else {
      throw ScratchError.unreadable("\(opening)")
    }
    return (store, restored)
  }

  /// Opens what must not be readable.
  func unreadable() throws -> UnreadableStore {
    switch try SQLiteRecords.open(folder, nowMilliseconds: 1_000) {
    case .opened(let store, _):
      try store.close()
      throw ScratchError.readable
    case .unreadable(let store): return store
    }
  }

  func size(_ file: URL) throws -> Int {
    try #require(FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int)
  }
}

enum ScratchError: Error {
  case unreadable(String)
  case readable
}
