public import Foundation

/// A store that could not be opened, left where it is; the lock is held as long as this lives.
public struct UnreadableStore: Sendable {
  public let reason: RecordsError
  public let folder: StateFolder
  private let lock: StoreLock?

  public init(reason: RecordsError, folder: StateFolder, lock: StoreLock?) {
    self.reason = reason
    self.folder = folder
    self.lock = lock
  }

  /// Renames a damaged database and its log to `….corrupt-<ms>`; nothing is deleted or replaced.
  ///
  /// The next opening then makes an empty store. Nobody calls this by itself: an operator asks.
  ///
  /// - Returns: the names the files bear now.
  /// - Throws: `notDamaged` where the fault is not the file's, so that moving it helps nobody.
  @discardableResult
  public func setAside(atMilliseconds now: Int64) throws(RecordsError) -> [URL] {
    guard reason.isDamage else { throw .notDamaged(reason.description) }
    var stamp = max(now, 0)
    while folder.isTaken(stamp), stamp < .max { stamp += 1 }
    var moved: [URL] = []
    // The database first: without its log it could be taken for an older, whole one.
    for suffix in StateFolder.databaseSuffixes {
      let source = folder.url.appending(path: StateFolder.databaseName + suffix)
      let target = folder.setAside(stamp, suffix)
      if rename(source.path, target.path) == 0 {
        moved.append(target)
      } else if errno != ENOENT {
        throw DurableFile.error("cannot rename \(source.path)")
      }
    }
    try DurableFile.synchronize(folder: folder.url)
    return moved
  }

  /// Lets another controller have the folder; a new opening needs it too.
  public func release() {
    lock?.release()
  }
}
