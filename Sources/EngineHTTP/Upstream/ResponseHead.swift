import Glibc
import NIOCore

/// An answer's status and how its body is framed (RFC 9112, sections 4 to 6).
struct ResponseHead: Sendable {
  /// Where the body ends.
  enum Length: Sendable, Hashable {
    case counted(Int)
    case chunked
    /// With the connection.
    case untilClose
  }

  let status: Int
  /// Whether another request may follow on the connection.
  let keepsAlive: Bool
  let length: Length
  /// Status line and headers, the empty line included.
  let bytes: ByteBuffer

  /// - Parameter bytes: to the empty line, and that as well.
  init(_ bytes: ByteBuffer) throws(ResponseDefect) {
    let read = bytes.withUnsafeReadableBytes { bytes -> Result<Fields, ResponseDefect> in
      do throws(ResponseDefect) { return .success(try Fields(bytes)) } catch {
        return .failure(error)
      }
    }
    let fields = try read.get()
    status = fields.status
    length = try fields.length
    keepsAlive =
      !fields.saysClose && (fields.isVersion11 || fields.saysKeepAlive) && length != .untilClose
    self.bytes = bytes
  }

  /// The first header of that name, in any case.
  func value(of name: String) -> String? {
    for line in String(buffer: bytes).split(separator: "\r\n").dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { continue }
      return String(parts[1].drop { $0 == " " || $0 == "\t" })
    }
    return nil
  }

  /// What is read of a head.
  private struct Fields {
    var status = 0
    var isVersion11 = true
    var saysClose = false
    var saysKeepAlive = false
    private var contentLength: Int?
    private var isChunked = false

    init(_ bytes: UnsafeRawBufferPointer) throws(ResponseDefect) {
      var lines = HeadLines(bytes)
      try readStatus(try lines.next())
      while true {
        let line = try lines.next()
        if line.isEmpty { return }
        try readHeader(line)
      }
    }

    var length: Length {
      get throws(ResponseDefect) {
        // A status that has no body has none whatever its headers say.
        if status < 200 || status == 204 || status == 304 { return .counted(0) }
        if isChunked {
          guard contentLength == nil else { throw .transferEncoding }
          return .chunked
        }
        return contentLength.map(Length.counted) ?? .untilClose
      }
    }

    /// Reads `HTTP/1.1 200 OK`.
    private mutating func readStatus(_ line: UnsafeRawBufferPointer) throws(ResponseDefect) {
      guard line.count >= 12, line.begins("http/1."), line[7] == 0x30 || line[7] == 0x31,
        line[8] == 0x20, line.count == 12 || line[12] == 0x20
      else { throw .statusLine }
      for byte in line[9..<12] {
        guard let digit = Self.digit(byte) else { throw .statusLine }
        status = status * 10 + digit
      }
      guard status >= 100 else { throw .statusLine }
      isVersion11 = line[7] == 0x31
    }

    private mutating func readHeader(_ line: UnsafeRawBufferPointer) throws(ResponseDefect) {
      guard line[0] != 0x20, line[0] != 0x09 else { throw .line }
      guard let base = line.baseAddress, let colon = memchr(base, 0x3a, line.count) else {
        throw .headerName
      }
      let count = base.distance(to: UnsafeRawPointer(colon))
      guard count > 0, line[count - 1] != 0x20, line[count - 1] != 0x09 else { throw .headerName }
      // Most headers say nothing about the framing, and are told by their length.
      switch count {
      case 10 where line.begins("connection"): readConnection(Self.value(of: line, behind: count))
      case 14 where line.begins("content-length"):
        try readContentLength(Self.value(of: line, behind: count))
      case 17 where line.begins("transfer-encoding"):
        guard !isChunked, Self.value(of: line, behind: count).spells("chunked") else {
          throw .transferEncoding
        }
        isChunked = true
      default: break
      }
    }

    private mutating func readContentLength(
      _ value: UnsafeRawBufferPointer
    ) throws(ResponseDefect) {
      // Fifteen digits are a petabyte, and overflow nothing.
      guard contentLength == nil, (1...15).contains(value.count) else { throw .contentLength }
      var length = 0
      for byte in value {
        guard let digit = Self.digit(byte) else { throw .contentLength }
        length = length * 10 + digit
      }
      contentLength = length
    }

    private mutating func readConnection(_ value: UnsafeRawBufferPointer) {
      for option in value.split(separator: 0x2c) {
        let option = Self.trimmed(UnsafeRawBufferPointer(rebasing: option))
        if option.spells("close") { saysClose = true }
        if option.spells("keep-alive") { saysKeepAlive = true }
      }
    }

    private static func value(
      of line: UnsafeRawBufferPointer, behind name: Int
    ) -> UnsafeRawBufferPointer {
      trimmed(UnsafeRawBufferPointer(rebasing: line[(name + 1)...]))
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
      var (start, end) = (0, bytes.count)
      while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
      while start < end, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
      return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    private static func digit(_ byte: UInt8) -> Int? {
      (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
    }
  }
}

/// The lines of a head, without their ends.
private struct HeadLines {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  mutating func next() throws(ResponseDefect) -> UnsafeRawBufferPointer {
    guard let base = bytes.baseAddress,
      let found = memchr(base + position, 0x0a, bytes.count - position)
    else { throw .line }
    let end = base.distance(to: UnsafeRawPointer(found))
    // A CR anywhere else ends a line for some readers (RFC 9112, section 2.2).
    guard end > position, let carriageReturn = memchr(base + position, 0x0d, end - position),
      base.distance(to: UnsafeRawPointer(carriageReturn)) == end - 1
    else { throw .line }
    defer { position = end + 1 }
    return UnsafeRawBufferPointer(rebasing: bytes[position..<end - 1])
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the bytes begin with a word, given in small letters, in any case.
  fileprivate func begins(_ word: StaticString) -> Bool {
    guard count >= word.utf8CodeUnitCount else { return false }
    for place in 0..<word.utf8CodeUnitCount where self[place].lowercased != word.utf8Start[place] {
      return false
    }
    return true
  }

  /// Whether the bytes are a word, given in small letters, in any case.
  fileprivate func spells(_ word: StaticString) -> Bool {
    count == word.utf8CodeUnitCount && begins(word)
  }
}

extension UInt8 {
  fileprivate var lowercased: UInt8 { (0x41...0x5a).contains(self) ? self | 0x20 : self }
}
