import CDescriptors
import ChildPrograms
import Glibc

/// One end of the pair of sockets between a gateway and its successor; it blocks, for a time.
struct HandoverSocket: Sendable {
  let descriptor: Descriptor
  private let seconds: Int

  /// - Parameter seconds: how long each read and each write may take.
  init(_ descriptor: Descriptor, seconds: Int) {
    self.descriptor = descriptor
    self.seconds = seconds
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(
        descriptor.raw, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  /// Two ends; nil, with `errno`, where they cannot be had.
  static func pair(seconds: Int) -> (HandoverSocket, HandoverSocket)? {
    var ends: [CInt] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { return nil }
    defer { for end in ends { _ = close(end) } }
    // Clear of the numbers that they get in the program that is started.
    guard let own = try? Descriptor.copy(of: ends[0]), let its = try? Descriptor.copy(of: ends[1])
    else { return nil }
    return (HandoverSocket(own, seconds: seconds), HandoverSocket(its, seconds: seconds))
  }

  // MARK: Bytes

  /// Sends a message: its length in eight bytes, the greatest first, then itself.
  func send(_ message: [UInt8], doing: String) throws(HandoverError) {
    let length = (0..<8).reversed().map { UInt8(truncatingIfNeeded: message.count >> ($0 * 8)) }
    try write(length + message, doing)
  }

  /// The largest message that is taken: the statuses of 8,192 blocks are one megabyte.
  private static let largest = 64 << 20

  func receive(doing: String) throws(HandoverError) -> [UInt8] {
    let length = try read(8, doing).reduce(0) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(Self.largest) else { throw .unreadable("a message of \(length) bytes") }
    return try read(Int(length), doing)
  }

  private func write(_ bytes: [UInt8], _ doing: String) throws(HandoverError) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        Glibc.send(
          descriptor.raw, buffer.baseAddress?.advanced(by: sent), bytes.count - sent,
          Int32(MSG_NOSIGNAL))
      }
      if count > 0 { sent += count } else if errno != EINTR { throw failure(doing) }
    }
  }

  private func read(_ count: Int, _ doing: String) throws(HandoverError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var got = 0
    while got < count {
      let more = bytes.withUnsafeMutableBytes { buffer in
        recv(descriptor.raw, buffer.baseAddress?.advanced(by: got), count - got, 0)
      }
      if more == 0 { throw .ended(doing: doing) }
      if more > 0 { got += more } else if errno != EINTR { throw failure(doing) }
    }
    return bytes
  }

  private func failure(_ doing: String) -> HandoverError {
    errno == EAGAIN || errno == EWOULDBLOCK
      ? .silent(doing: doing, seconds: seconds) : .ended(doing: doing)
  }

  // MARK: Descriptors

  func send(descriptors: [CInt], doing: String) throws(HandoverError) {
    var rest = descriptors[...]
    while !rest.isEmpty {
      let some = Array(rest.prefix(Int(DESCRIPTORS_AT_ONCE)))
      rest = rest.dropFirst(some.count)
      guard descriptors_send(descriptor.raw, some, CInt(some.count)) == 0 else {
        throw .ended(doing: doing)
      }
    }
  }

  func receive(descriptors count: Int, doing: String) throws(HandoverError) -> [CInt] {
    var all: [CInt] = []
    while all.count < count {
      var some = [CInt](repeating: -1, count: Int(DESCRIPTORS_AT_ONCE))
      let got = descriptors_receive(descriptor.raw, &some)
      guard got > 0 else { throw failure(doing) }
      all += some.prefix(Int(got))
    }
    return all
  }
}
