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
    let peer = try PeerSocket(port: port)
    peer.send(request)
    return peer.receiveAll()
  }

  /// Takes the first response of what came apart; all behind its head is its body.
  public static func parse(_ bytes: [UInt8]) throws -> Response {
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
