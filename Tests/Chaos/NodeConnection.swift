import Foundation
import Glibc
import Synchronization

/// A consensus node's one connection to its execution endpoint: kept alive, a request at a time,
/// nothing sent twice behind the caller's back.
final class NodeConnection: Sendable {
  private let port: Int
  private let handle = Atomic<Int32>(-1)

  init(port: Int) { self.port = port }

  deinit { close() }

  func close() {
    let old = handle.exchange(-1, ordering: .relaxed)
    if old >= 0 { Glibc.close(old) }
  }

  /// Sends a request and waits for its response; blocks.
  ///
  /// - Parameters:
  ///   - deadline: when it is given up, and the connection with it.
  ///   - sent: is called once the request is on its way.
  func exchange(
    _ request: [UInt8], deadline: ContinuousClock.Instant, sent: () -> Void
  ) throws(NodeFailure) -> (status: Int, body: [UInt8]) {
    do throws(NodeFailure) {
      try connect()
      try send(request, deadline)
      sent()
      return try receive(deadline)
    } catch {
      close()
      throw error
    }
  }

  private var raw: Int32 { handle.load(ordering: .relaxed) }

  private func connect() throws(NodeFailure) {
    // What comes without having been asked for puts a connection out of step.
    if raw >= 0, isReady(POLLIN, .now) { close() }
    guard raw < 0 else { return }
    let socket = Glibc.socket(
      AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard socket >= 0 else { throw .system("socket", errno) }
    handle.store(socket, ordering: .relaxed)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw .system("connect", errno) }
  }

  private func send(
    _ bytes: [UInt8], _ deadline: ContinuousClock.Instant
  ) throws(NodeFailure) {
    var gone = 0
    while gone < bytes.count {
      guard isReady(POLLOUT, deadline) else { throw .timedOut }
      let count = bytes[gone...].withUnsafeBytes {
        Glibc.send(raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw .system("send", errno) }
      gone += count
    }
  }

  private func receive(
    _ deadline: ContinuousClock.Instant
  ) throws(NodeFailure) -> (status: Int, body: [UInt8]) {
    var received: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let response = try NodeResponse(received) {
        // Whatever stands behind it belongs to nothing.
        if response.rest > 0 || response.closes { close() }
        return (response.status, response.body)
      }
      guard isReady(POLLIN, deadline) else { throw .timedOut }
      let count = recv(raw, &chunk, chunk.count, 0)
      guard count >= 0 else { throw .system("receive", errno) }
      guard count > 0 else { throw .closed }
      received += chunk[..<count]
    }
  }

  private func isReady(_ event: Int32, _ deadline: ContinuousClock.Instant) -> Bool {
    let left = max(0, (deadline - .now) / .milliseconds(1))
    var entry = pollfd(fd: raw, events: Int16(event), revents: 0)
    return poll(&entry, 1, Int32(left.rounded(.up))) > 0
  }
}

/// Why a node got no answer.
enum NodeFailure: Error, CustomStringConvertible {
  case system(String, Int32)
  case closed
  case timedOut
  case malformed
  case refused(status: Int)
  case notItsAnswer

  var description: String {
    switch self {
    case .system(let call, let code): "\(call): \(String(cString: strerror(code)))"
    case .closed: "closed"
    case .timedOut: "timed out"
    case .malformed: "malformed response"
    case .refused(let status): "HTTP \(status)"
    case .notItsAnswer: "no JSON-RPC answer to the request"
    }
  }
}

/// A response at the beginning of what has come.
struct NodeResponse {
  let status: Int
  let body: [UInt8]
  let closes: Bool
  /// Bytes behind it.
  let rest: Int

  /// Nil where it is not whole yet.
  init?(_ bytes: [UInt8]) throws(NodeFailure) {
    guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).lowercased()
    let lines = head.components(separatedBy: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw .malformed }
    let prefix = "content-length:"
    let length = lines.first { $0.hasPrefix(prefix) }
      .flatMap { Int($0.dropFirst(prefix.count).filter { $0 != " " }) }
    guard let length, length >= 0 else { throw .malformed }
    let count = end.upperBound + length
    guard bytes.count >= count else { return nil }
    self.status = status
    body = Array(bytes[end.upperBound..<count])
    closes = lines.contains("connection: close")
    rest = bytes.count - count
  }
}
