import Foundation
import Glibc

/// What the kernel says of this program.
struct ProcessReading: Sendable {
  struct Numbers: Sendable {
    var cpuSeconds: Double
    var residentBytes: Int
    var openDescriptors: Int
    var mostDescriptors: Int
    /// Since 1970.
    var startSeconds: Double
  }

  private let ticksPerSecond = Double(sysconf(Int32(_SC_CLK_TCK)))
  private let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

  /// Nil where /proc is not there.
  func read() -> Numbers? {
    guard let stat = Self.text("/proc/self/stat"), let close = stat.lastIndex(of: ")") else {
      return nil
    }
    // Behind the name: state, then the numbers of proc(5) from the fourth on.
    let fields = stat[stat.index(after: close)...].split(separator: " ")
    guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
      let start = Double(fields[19]), let pages = Int(fields[21])
    else { return nil }
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(UInt32(RLIMIT_NOFILE.rawValue)), &limit)
    return Numbers(
      cpuSeconds: (user + system) / ticksPerSecond, residentBytes: pages * pageSize,
      openDescriptors: Self.openDescriptors(), mostDescriptors: Int(clamping: limit.rlim_cur),
      startSeconds: (Self.bootSeconds ?? 0) + start / ticksPerSecond)
  }

  private static let bootSeconds: Double? = text("/proc/stat")
    .flatMap { $0.split(separator: "\n").first { $0.hasPrefix("btime ") } }
    .flatMap { Double($0.dropFirst(6)) }

  private static func openDescriptors() -> Int {
    guard let folder = opendir("/proc/self/fd") else { return 0 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Without `.`, `..` and the folder's own.
    return max(0, count - 3)
  }

  private static func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }
}
