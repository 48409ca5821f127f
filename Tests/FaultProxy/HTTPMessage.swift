import Foundation
import NIOCore

/// An HTTP/1.1 request or response whose body has a Content-Length.
struct HTTPMessage {
  var startLine: String
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  /// As it came.
  private(set) var raw: ByteBuffer

  init(startLine: String, headers: [(name: String, value: String)], body: [UInt8]) {
    self.startLine = startLine
    self.headers = headers
    self.body = body
    raw = ByteBuffer()
  }

  fileprivate init(head: String, body: [UInt8], raw: ByteBuffer) {
    var lines = head.components(separatedBy: "\r\n")
    startLine = lines.removeFirst()
    headers = lines.map { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      let value = parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
      return (String(parts.first ?? ""), value)
    }
    self.body = body
    self.raw = raw
  }

  /// Sets a header in the place of the one that was.
  mutating func set(_ name: String, _ value: String) {
    headers.removeAll { $0.name.lowercased() == name.lowercased() }
    headers.append((name, value))
  }

  /// Start line and headers, up to the empty line.
  func head(bodyLength: Int) -> String {
    let kept = headers.filter { $0.name.lowercased() != "content-length" }
    return startLine + "\r\n" + kept.map { "\($0.name): \($0.value)\r\n" }.joined()
      + "Content-Length: \(bodyLength)\r\n\r\n"
  }

  /// The message anew.
  var bytes: ByteBuffer {
    var buffer = ByteBuffer(string: head(bodyLength: body.count))
    buffer.writeBytes(body)
    return buffer
  }

  /// The text of a member of the body's object, `"method"` or `"id"`; the first of that name.
  func member(_ name: String) -> Range<Int>? {
    let key = Array("\"\(name)\"".utf8)
    guard let found = body.firstRange(of: key) else { return nil }
    var start = found.upperBound
    while start < body.count, body[start] == 0x20 || body[start] == 0x3a { start += 1 }
    let isString = start < body.count && body[start] == 0x22
    let end =
      isString
      ? body[(start + 1)...].firstIndex(of: 0x22).map { $0 + 1 }
      : body[start...].firstIndex { $0 == 0x2c || $0 == 0x7d }
    return end.map { start..<$0 }
  }

  /// The JSON-RPC method that is asked; empty where there is none.
  var method: String {
    guard let range = member("method") else { return "" }
    return String(decoding: body[range], as: UTF8.self).filter { $0 != "\"" }
  }
}

/// Why bytes cannot be taken apart.
enum FramingError: Error {
  case head
  case chunked
}

/// Takes a connection's bytes apart into messages.
struct HTTPFraming {
  private static let headLimit = 64 * 1024
  private var buffer = ByteBuffer()

  /// Takes bytes and returns the messages that are whole now.
  mutating func take(_ bytes: ByteBuffer) throws(FramingError) -> [HTTPMessage] {
    buffer.writeImmutableBuffer(bytes)
    var messages: [HTTPMessage] = []
    while let message = try next() { messages.append(message) }
    buffer.discardReadBytes()
    return messages
  }

  private mutating func next() throws(FramingError) -> HTTPMessage? {
    let view = buffer.readableBytesView
    guard let end = view.firstRange(of: Array("\r\n\r\n".utf8)) else {
      if view.count > Self.headLimit { throw .head }
      return nil
    }
    let headLength = end.upperBound - view.startIndex
    let head = String(decoding: view[..<end.lowerBound], as: UTF8.self)
    var length = 0
    for line in head.lowercased().components(separatedBy: "\r\n") {
      if line.hasPrefix("transfer-encoding:") { throw .chunked }
      guard line.hasPrefix("content-length:") else { continue }
      let digits = line.dropFirst(15).filter { $0 != " " }
      guard let value = Int(digits), value >= 0 else { throw .head }
      length = value
    }
    guard view.count >= headLength + length, let raw = buffer.readSlice(length: headLength + length)
    else { return nil }
    let body = Array(raw.readableBytesView.dropFirst(headLength))
    return HTTPMessage(head: head, body: body, raw: raw)
  }
}
