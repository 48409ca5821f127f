import Foundation

/// A connection to a port of this machine that does with its bytes whatever a test wants.
public final class PeerSocket: Sendable {
  private let handle: Int32

  /// - Parameter receiveBuffer: bytes that the kernel takes before anybody reads; nil for its own choice.
  public init(port: Int, receiveBuffer: Int32? = nil) throws {
    handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { throw RawHTTPError.socket(errno) }
    if var receiveBuffer {
      setsockopt(
        handle, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<Int32>.size))
    }
    Self.limit(handle)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard connected == 0 else { throw RawHTTPError.socket(errno) }
  }

  /// A connection that somebody else has made.
  init(handle: Int32) {
    self.handle = handle
    Self.limit(handle)
  }

  deinit { close(handle) }

  /// No wait without an end.
  private static func limit(_ handle: Int32) {
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(handle, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
  }

  /// Has the connection reset, instead of closed, when this ends.
  public func resetAtTheEnd() {
    // Closing a socket that lingers for no time resets its connection.
    var lingering = linger(l_onoff: 1, l_linger: 0)
    setsockopt(handle, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
  }

  /// Sends until everything is gone or the other side takes no more; says how much went.
  @discardableResult
  public func send(_ bytes: [UInt8]) -> Int {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        Foundation.send(handle, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      sent += count
    }
    return sent
  }

  /// The next bytes; nil once the other side has closed, or says nothing for 20 s.
  public func receive() -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = recv(handle, &chunk, chunk.count, 0)
    return count > 0 ? Array(chunk[..<count]) : nil
  }

  /// Everything that comes until the other side closes.
  public func receiveAll() -> [UInt8] {
    var received: [UInt8] = []
    while let bytes = receive() { received += bytes }
    return received
  }

  /// What has come by now.
  public enum Standing: Sendable {
    /// Nothing, and the connection is there.
    case silent
    case bytes
    case closed
    case reset
  }

  /// How the connection stands, without waiting.
  public var standing: Standing {
    var byte: UInt8 = 0
    let count = recv(handle, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT))
    if count > 0 { return .bytes }
    return count == 0 ? .closed : errno == ECONNRESET ? .reset : .silent
  }
}
