import ChildPrograms
import Foundation
import Glibc
import Synchronization

/// The time of a run, in a file that the gateway's process reads: so it goes on while the gateway
/// is away, and goes by the chain's slots however busy the machine is.
final class ClockFile: Sendable {
  /// The moment at which every run begins, in milliseconds since 1970.
  private static let start: Int64 = 1_700_000_000_000
  private let descriptor: Descriptor
  private let state: Mutex<Reading>

  struct Reading: Sendable {
    /// On a clock that does not go back, in milliseconds.
    var uptime: Int64 = 0
    /// By how much the wall clock was set wrong, in milliseconds.
    var step: Int64 = 0
  }

  /// Opens a clock, or makes one that stands at its beginning.
  init(_ file: URL, isNew: Bool) throws {
    if isNew { try Data(repeating: 0, count: 16).write(to: file) }
    guard let descriptor = Descriptor.open(file.path, O_RDWR) else {
      throw ProgramStart.Failure(code: errno)
    }
    self.descriptor = descriptor
    state = Mutex(Reading())
  }

  /// What another process has written last.
  func read() -> Reading {
    var words: [Int64] = [0, 0]
    let count = words.withUnsafeMutableBytes { pread(descriptor.raw, $0.baseAddress, $0.count, 0) }
    guard count == 16 else { return Reading() }
    return Reading(uptime: words[0], step: words[1])
  }

  func advance(milliseconds: Int64) { change { $0.uptime += milliseconds } }

  /// Sets the wall clock wrong, or right again; the uptime does not change.
  func step(milliseconds: Int64) { change { $0.step = milliseconds } }

  /// Seconds by which the wall clock is wrong.
  var step: Double { Double(state.withLock { $0.step }) / 1_000 }

  private func change(_ body: (inout Reading) -> Void) {
    let words = state.withLock { reading in
      body(&reading)
      return [reading.uptime, reading.step]
    }
    _ = words.withUnsafeBytes { pwrite(descriptor.raw, $0.baseAddress, $0.count, 0) }
  }

  /// Milliseconds since 1970 by the run's wall clock.
  static func wall(_ reading: Reading) -> Int64 { start + reading.uptime + reading.step }

  /// Seconds of the run's uptime.
  static func uptime(_ reading: Reading) -> Double { Double(start + reading.uptime) / 1_000 }
}
