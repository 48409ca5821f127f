import Foundation
import GRDB
import Records

/// What SQLite reports, in the words of the records.
enum SQLiteFailure {
  static func translate(_ error: any Error, _ folder: StateFolder) -> RecordsError {
    if let error = error as? RecordsError { return error }
    guard let error = error as? DatabaseError else {
      return .failed(code: 0, reason: String(describing: error))
    }
    let code = error.extendedResultCode.rawValue
    // Neither the statement nor its arguments: they may be whole payloads.
    let reason = "\(error.message ?? "no reason given") (SQLite \(code))"
    switch error.resultCode {
    case .SQLITE_FULL: return .full(reason)
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: return .readOnly(reason)
    case .SQLITE_BUSY, .SQLITE_LOCKED: return .busy(reason)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: return .corrupt(reason)
    case .SQLITE_MISUSE: return .closed
    // A table or column that these records have, or a row that they would not write.
    case .SQLITE_ERROR, .SQLITE_CONSTRAINT, .SQLITE_SCHEMA: return .corrupt(reason)
    case .SQLITE_IOERR, .SQLITE_CANTOPEN: return fileFailure(Int(code), reason, folder)
    default: return .failed(code: Int(code), reason: reason)
    }
  }

  /// SQLite says "I/O error" where it is the shared index that finds no space.
  private static func fileFailure(
    _ code: Int, _ reason: String, _ folder: StateFolder
  ) -> RecordsError {
    var status = statvfs()
    guard statvfs(folder.url.path, &status) == 0 else { return .failed(code: code, reason: reason) }
    if status.f_flag & UInt(ST_RDONLY) != 0 { return .readOnly(reason) }
    return status.f_bavail == 0 ? .full(reason) : .failed(code: code, reason: reason)
  }
}
