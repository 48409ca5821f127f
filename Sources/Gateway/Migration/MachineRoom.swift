import Foundation
import Glibc
import Migration
import Records

/// What the machine has left, and the flags in the state's folder.
struct MachineRoom: Sendable {
  let folder: StateFolder

  func look() -> Surroundings {
    Surroundings(
      freeDisk: freeDisk(), freeMemory: Self.freeMemory(), panic: text(try? folder.panicFlag()),
      hold: text(try? folder.holdFlag()))
  }

  private func text(_ flag: StateFlag?) -> String? {
    guard case .present(let text)? = flag else { return nil }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
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
