import Foundation
import LighthouseCompatibility
import Logging
import Migration
import Records
import SQLiteRecords

/// What lies in the state's folder when a gateway starts.
struct OpenedState: Sendable {
  let folder: StateFolder
  let store: any RecordStore
  let restored: StoredMigration?

  /// The mode to start in before the controller has spoken; nil where the configuration tells (S9).
  var firstMode: MigrationMode? {
    guard let kind = restored.flatMap({ MigrationStateKind(rawValue: $0.record.state) }) else {
      return nil
    }
    let standing = restored.flatMap {
      try? JSONDecoder().decode(MigrationStanding.self, from: Data($0.record.document.utf8))
    }
    // v4 has no words for the chain any more: it could only refuse.
    if standing?.wayBack.closedBy != nil { return .v5Only }
    switch kind {
    case .preMigration: return nil
    case .testing, .canary, .gradual, .complete: return .parallel
    case .rolledBack: return .v4Only
    case .finalized: return .v5Only
    }
  }

  /// What a start finds.
  enum Finding: Sendable {
    case opened(OpenedState)
    /// Nothing can be read: the mode that is safe, and why (S9).
    case unreadable(MigrationMode, reason: String)
  }

  /// Opens the folder; throws where another gateway holds it.
  static func open(
    _ url: URL, nowMilliseconds: Int64, logger: Logger
  ) throws(RecordsError) -> Finding {
    let folder = StateFolder(url)
    switch try SQLiteRecords.open(folder, nowMilliseconds: nowMilliseconds) {
    case .opened(let store, let restored):
      return .opened(OpenedState(folder: folder, store: store, restored: restored))
    case .unreadable(let unreadable):
      let isFinalized = (try? folder.finalizedFlag()).map { $0 != .absent } ?? false
      let mode: MigrationMode = isFinalized ? .v5Only : .v4Only
      let reason = "\(unreadable.reason)"
      logger.critical(
        "the migration's state cannot be read: \(mode) until it can; no migration runs",
        metadata: ["folder": "\(url.path)", "reason": "\(reason)"])
      return .unreadable(mode, reason: reason)
    }
  }
}
