import Foundation

/// Sends bytes to a port of this machine and reads until the other side closes.
public enum RawHTTP {
  /// A response taken apart.
  public struct Response: Sendable {
    public let status: Int
    public let headers: [String: String]
    public let body: [UInt8]

    public var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// Sends a request whose connection the server closes behind its answer.
  public static func exchange(port: Int, _ request: [UInt8]) throws -> Response {
    try parse(raw(port: port, request))
  }

  /// Everything that comes back until the other side closes.
  public static func raw(port: Int, _ request: [UInt8]) throws -> [UInt8] {
    let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { throw RawHTTPError.socket(errno) }
    defer { close(handle) }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      handle, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
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
    var sent = 0
    while sent < request.count {
      let count = request[sent...].withUnsafeBytes { bytes in
        send(handle, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { break }
      sent += count
    }
    var received: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = recv(handle, &chunk, chunk.count, 0)
      guard count > 0 else { break }
      received += chunk[..<count]
    }
    return received
  }

  private static func parse(_ bytes: [UInt8]) throws -> Response {
    let separator = Array("\r\n\r\n".utf8)
    guard
      let end = bytes.indices.first(where: { bytes[$0...].starts(with: separator) })
    else { throw RawHTTPError.noResponse(bytes.count) }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { throw RawHTTPError.noResponse(bytes.count) }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    return Response(
      status: status, headers: headers, body: Array(bytes[(end + separator.count)...]))
  }
}

/// Why no response could be had.
public enum RawHTTPError: Error {
  case socket(Int32)
  case noResponse(Int)
}
