import Glibc

/// A file descriptor that is closed with the last reference to it; it does not block.
final class Descriptor: Sendable {
  let raw: Int32

  init(_ raw: Int32) {
    self.raw = raw
  }

  deinit { close(raw) }

  /// Makes a pipe that no other program inherits; nil, with `errno`, where that cannot be had.
  static func pipe() -> (reading: Descriptor, writing: Descriptor)? {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { return nil }
    defer { for end in ends { close(end) } }
    // Where 0, 1 and 2 are closed here they would be in the way of the program's own.
    let (reading, writing) = (
      fcntl(ends[0], F_DUPFD_CLOEXEC, 3), fcntl(ends[1], F_DUPFD_CLOEXEC, 3)
    )
    guard reading >= 0, writing >= 0 else {
      if reading >= 0 { close(reading) }
      return nil
    }
    return (Descriptor(reading), Descriptor(writing))
  }

  func unblock() { _ = fcntl(raw, F_SETFL, fcntl(raw, F_GETFL) | O_NONBLOCK) }
}
