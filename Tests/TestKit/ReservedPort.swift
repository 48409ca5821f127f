import Glibc

/// A port of 127.0.0.1 that nobody is given while this lives: for a server that ends and starts
/// again where it was.
///
/// Bound and never listening, so that a server may listen there, that connections are refused while
/// none does, and that no other server in search of a free port finds this one.
public final class ReservedPort: Sendable {
  public let number: Int
  private let socket: Int32

  public init() throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard socket >= 0 else { throw Failure(code: errno) }
    do { number = try Self.bind(socket) } catch {
      close(socket)
      throw error
    }
    self.socket = socket
  }

  deinit { close(socket) }

  private static func bind(_ socket: Int32) throws -> Int {
    var isShared: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    guard setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &isShared, size) == 0 else {
      throw Failure(code: errno)
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        Glibc.bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
      }
    }
    guard isBound else { throw Failure(code: errno) }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  /// The system refused it a port.
  public struct Failure: Error {
    public let code: Int32
  }
}
