import Foundation

/// A Unix socket that only its owner can reach.
enum AdminSocket {
  /// What `sockaddr_un` holds.
  private static let mostBytes = 107

  /// Judges a path before anything is bound to it.
  static func checked(_ path: String) throws(AdminSocketRefusal) -> String {
    guard path.utf8.count <= mostBytes else {
      throw AdminSocketRefusal(
        description: "has \(path.utf8.count) bytes, expected at most \(mostBytes): the kernel's"
          + " limit for a socket's path")
    }
    return path
  }

  /// Opens a listening socket with mode 0600; what a gateway that died left is replaced.
  ///
  /// - Returns: the descriptor, which the caller owns.
  static func open(_ path: String) throws -> Int32 {
    try removeStale(path)
    let handle = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { throw refusal(path, "cannot be opened") }
    // On Linux the file takes the descriptor's mode: it is never open to others, not for a moment.
    guard fchmod(handle, 0o600) == 0,
      withAddress(path, { bind(handle, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }) == 0,
      chmod(path, 0o600) == 0
    else {
      let refusal = refusal(path, "cannot be bound")
      close(handle)
      throw refusal
    }
    guard listen(handle, 16) == 0 else {
      let refusal = refusal(path, "cannot be listened on")
      close(handle)
      throw refusal
    }
    return handle
  }

  static func remove(_ path: String) {
    unlink(path)
  }

  private static func removeStale(_ path: String) throws {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw AdminSocketRefusal(
        description: "admin.socket \(path): there is a file that is no socket")
    }
    let handle = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { throw refusal(path, "cannot be looked at") }
    defer { close(handle) }
    let isAnswered =
      withAddress(path) { connect(handle, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) } == 0
    if isAnswered {
      throw AdminSocketRefusal(description: "admin.socket \(path): another gateway listens there")
    }
    unlink(path)
  }

  private static func refusal(_ path: String, _ what: String) -> AdminSocketRefusal {
    AdminSocketRefusal(
      description: "admin.socket \(path) \(what): \(String(cString: strerror(errno)))")
  }

  private static func withAddress(
    _ path: String, _ body: (UnsafePointer<sockaddr>) -> Int32
  ) -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { place in
      place.copyBytes(from: Array(path.utf8.prefix(mostBytes)))
    }
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0) }
    }
  }
}

/// Why a Unix socket cannot be had.
public struct AdminSocketRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}
