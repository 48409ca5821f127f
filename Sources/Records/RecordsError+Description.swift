import Foundation

extension RecordsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .heldByAnother(let lock, let pid, let since): Self.held(lock, pid, since)
    case .unwritableFolder(let path, let reason):
      "the state folder \(path) cannot be written: \(reason)"
    case .newerSchema(let found, let known):
      "the records have schema \(found), this program knows \(known): start the newer program"
    case .foreignDatabase(let found, let expected):
      "the database bears application id \(found) instead of \(expected): not these records"
    case .corrupt(let detail): "the records are damaged: \(detail)"
    case .emptyFile(let path): "\(path) is empty: what it held is lost"
    case .strayLog(let path): "\(path) is there without its database"
    case .full(let detail): "no space for records: \(detail)"
    case .readOnly(let detail): "the records cannot be written: \(detail)"
    case .busy(let detail): "the database is held by another program: \(detail)"
    case .failed(let code, let reason): "the records failed with \(code): \(reason)"
    case .closed: "the records are closed"
    case .unknownMigration(let name): "no migration '\(name)' was saved"
    case .invalidName(let name): "'\(name)' is no name: use [a-z0-9][a-z0-9._-]{0,62}"
    case .tooLarge(let kind, let bytes, let limit):
      "a record of \(kind) has \(bytes) bytes, at most \(limit) are kept"
    case .notDamaged(let reason): "the records are not damaged, so they stay: \(reason)"
    }
  }

  private static func time(_ milliseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1_000).formatted(.iso8601)
  }

  private static func held(_ lock: String, _ pid: Int?, _ since: Int64?) -> String {
    let holder = pid.map { "process \($0)" } ?? "another process"
    let start = since.map { ", since " + time($0) } ?? ""
    return "\(holder) controls these records\(start): stop it, or use another state folder"
      + " (\(lock) is freed when its process ends; deleting it does not help)"
  }
}
