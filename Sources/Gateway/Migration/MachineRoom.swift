import EngineHTTP
import Foundation
import Glibc
import Migration
import Records

/// What the machine has left, its clock beside the caller's, and the flags in the state's folder.
struct MachineRoom: Sendable {
  /// Callers may keep a token for a while; beyond this a token that is old means a clock that is fast.
  private static let oldest = 30_000

  let folder: StateFolder
  let counts: EngineServerCounts

  func look() -> Surroundings {
    Surroundings(
      freeDisk: freeDisk(), freeMemory: Self.freeMemory(), clockSkew: clockSkew(),
      panic: text(try? folder.panicFlag()),
      hold: text(try? folder.holdFlag()))
  }

  private func text(_ flag: StateFlag?) -> String? {
    guard case .present(let text)? = flag else { return nil }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// A token from the future means that this clock is slow.
  private func clockSkew() -> PlannedDuration {
    let ahead = counts.callerAheadMilliseconds
    return PlannedDuration(milliseconds: ahead > 0 ? ahead : ahead < -Self.oldest ? -ahead : 0)
  }

  private func freeDisk() -> Int? {
    var status = statvfs()
    guard statvfs(folder.url.path, &status) == 0 else { return nil }
    return Int(clamping: (UInt64(status.f_bavail) * UInt64(status.f_frsize)) >> 20)
  }

  /// What the kernel says could be had without swapping.
  private static func freeMemory() -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else {
      return nil
    }
    for line in text.split(separator: "\n") where line.hasPrefix("MemAvailable:") {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 >> 10 }
    }
    return nil
  }
}
