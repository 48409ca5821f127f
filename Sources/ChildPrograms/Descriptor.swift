import Glibc

/// A file descriptor that is closed with the last reference to it; it does not block.
public final class Descriptor: Sendable {
  public let raw: Int32

  public init(_ raw: Int32) {
    self.raw = raw
  }

  deinit { close(raw) }

  /// Makes a pipe that no other program inherits; nil, with `errno`, where that cannot be had.
  public static func pipe() -> (reading: Descriptor, writing: Descriptor)? {
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

  /// Opens a file, which no other program inherits; nil, with `errno`, where that fails.
  public static func open(_ path: String, _ flags: Int32) -> Descriptor? {
    let raw = Glibc.open(path, flags | O_CLOEXEC, 0o600)
    return raw < 0 ? nil : Descriptor(raw)
  }

  /// Another descriptor of what one of ours stands for, out of the way of a program's first four.
  public static func copy(of number: Int32) throws(ProgramStart.Failure) -> Descriptor {
    let raw = fcntl(number, F_DUPFD_CLOEXEC, ProgramStart.extraNumber + 1)
    guard raw >= 0 else { throw ProgramStart.Failure(code: errno) }
    return Descriptor(raw)
  }

  /// Everything up to the end; blocks until it is there.
  public func readToEnd() -> [UInt8] {
    var whole: [UInt8] = []
    while true {
      let piece = readSome()
      if piece.isEmpty { return whole }
      whole += piece
    }
  }

  /// What is there; blocks until something is, and is empty at the end.
  public func readSome() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      var got = 0
      repeat { got = read(raw, buffer.baseAddress, 65_536) } while got < 0 && errno == EINTR
      count = max(0, got)
    }
  }

  public func unblock() { _ = fcntl(raw, F_SETFL, fcntl(raw, F_GETFL) | O_NONBLOCK) }
}
