import Foundation
import Synchronization

/// One controller per store: an exclusive lock that ends with its process, however that ends.
public final class StoreLock: Sendable {
  private let descriptor: Mutex<Int32?>

  /// Takes the lock, or says who has it.
  ///
  /// - Throws: `RecordsError.heldByAnother`, or what the file system says.
  public init(_ folder: StateFolder, nowMilliseconds: Int64) throws(RecordsError) {
    let path = folder.lock.path
    let opened = try Self.open(path)
    guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      let holder = LockHolder(DurableFile.beginning(of: opened, limit: 512))
      close(opened)
      guard code == EWOULDBLOCK else {
        errno = code
        throw DurableFile.error("cannot lock \(path)")
      }
      throw .heldByAnother(
        lock: path, pid: holder?.pid, sinceMilliseconds: holder?.sinceMilliseconds)
    }
    guard Self.isSame(opened, path) else {
      close(opened)
      throw .heldByAnother(lock: path, pid: nil, sinceMilliseconds: nil)
    }
    Self.sign(opened, path, LockHolder(pid: Int(getpid()), sinceMilliseconds: nowMilliseconds))
    descriptor = Mutex(opened)
  }

  deinit { release() }

  /// Gives the lock back; twice is harmless.
  public func release() {
    let held = descriptor.withLock { held in
      defer { held = nil }
      return held
    }
    if let held { close(held) }
  }

  /// A full or read-only disk may refuse to make or write the file; a lock on one that is there
  /// needs neither.
  private static func open(_ path: String) throws(RecordsError) -> Int32 {
    let flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let writable = Glibc.open(path, O_RDWR | O_CREAT | flags, 0o600)
    if writable >= 0 { return writable }
    let failure = DurableFile.error("cannot open \(path)")
    let readable = Glibc.open(path, O_RDONLY | flags)
    guard readable >= 0 else { throw failure }
    return readable
  }

  /// Whether the file was not replaced between opening and locking it.
  private static func isSame(_ descriptor: Int32, _ path: String) -> Bool {
    var opened = stat()
    var named = stat()
    return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0
      && opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }

  /// The content is for the message of the next who comes; the lock does not depend on it.
  private static func sign(_ descriptor: Int32, _ path: String, _ holder: LockHolder) {
    guard ftruncate(descriptor, 0) == 0 else { return }
    try? DurableFile.write(Data((RecordJSON.text(holder) + "\n").utf8), to: descriptor, path)
  }
}
