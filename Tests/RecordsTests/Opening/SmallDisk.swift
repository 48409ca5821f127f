import Foundation
import Glibc
import Testing

/// A file system of 1 MiB in memory.
final class SmallDisk {
  let url: URL
  private var filler: URL { url.appending(path: "filler") }

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "disk-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try Self.check(mount("none", url.path, "tmpfs", 0, "size=1m"), "mount a tmpfs")
  }

  deinit {
    umount2(url.path, Int32(MNT_DETACH))
    rmdir(url.path)
  }

  /// Leaves no page free.
  func fillUp() throws {
    try Data().write(to: filler)
    let file = try FileHandle(forWritingTo: filler)
    try file.seekToEnd()
    for _ in 0..<1_024 {
      do {
        try file.write(contentsOf: Data(count: 4_096))
      } catch {
        return
      }
    }
    throw DiskError.bottomless
  }

  func makeRoom() throws {
    try FileManager.default.removeItem(at: filler)
  }

  /// A process that another test starts holds every file for the moment before its program begins.
  func turnReadOnly() throws {
    let flags = UInt(MS_REMOUNT | MS_RDONLY)
    var status = mount(nil, url.path, nil, flags, nil)
    for _ in 0..<100_000 where status != 0 && errno == EBUSY {
      sched_yield()
      status = mount(nil, url.path, nil, flags, nil)
    }
    try Self.check(status, "turn it read-only")
  }

  /// Whether this process has the right to mount; containers may take it away.
  static let canBeMade = (try? SmallDisk()) != nil

  static let needed: Comment = "needs the right to mount; a page limit and RLIMIT_FSIZE stand in"

  func turnWritable() throws {
    try Self.check(mount(nil, url.path, nil, UInt(MS_REMOUNT), nil), "turn it writable")
  }

  private static func check(_ status: Int32, _ what: String) throws {
    if status != 0 { throw DiskError.refused(what, String(cString: strerror(errno))) }
  }
}

/// Why there is no small disk: these tests want the right to mount one.
enum DiskError: Error {
  case refused(String, String)
  case bottomless
}
