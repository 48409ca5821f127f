import ChildPrograms
import Glibc
import Synchronization

/// Wakes a thread that polls, from any other.
final class WakeBell: Sendable {
  let reading: Descriptor
  private let writing: Descriptor
  private let cancelled = Atomic(false)

  /// Creates a bell; nil, with `errno`, where there are no descriptors left.
  init?() {
    guard let (reading, writing) = Descriptor.pipe() else { return nil }
    reading.unblock()
    writing.unblock()
    self.reading = reading
    self.writing = writing
  }

  var isCancelled: Bool { cancelled.load(ordering: .acquiring) }

  func ring() {
    var byte: UInt8 = 0
    // A pipe that is full rings already.
    _ = write(writing.raw, &byte, 1)
  }

  func cancel() {
    cancelled.store(true, ordering: .releasing)
    ring()
  }

  func silence() {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(reading.raw, &bytes, bytes.count) > 0 {}
  }
}
