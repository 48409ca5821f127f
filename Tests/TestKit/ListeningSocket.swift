import Foundation

/// A free port of this machine whose connections wait until a test takes them, as those of a
/// stopped program do.
public final class ListeningSocket: Sendable {
  public let port: Int
  private let handle: Int32

  public init() throws {
    handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { throw RawHTTPError.socket(errno) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) { [handle] pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(handle, address, length) == 0 && listen(handle, 16) == 0
          && getsockname(handle, address, &length) == 0
      }
    }
    let failure = errno
    guard isListening else {
      close(handle)
      throw RawHTTPError.socket(failure)
    }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(handle) }

  /// Takes the connection that has waited longest, or the next one that comes.
  public func accept() throws -> PeerSocket {
    let accepted = Foundation.accept(handle, nil, nil)
    guard accepted >= 0 else { throw RawHTTPError.socket(errno) }
    return PeerSocket(handle: accepted)
  }
}
