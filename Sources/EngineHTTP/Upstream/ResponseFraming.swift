import Glibc
import NIOCore

/// Where answers begin and end in the bytes of an engine's connection (RFC 9112, sections 4 to 7).
///
/// Behind a defect nothing on the connection can be trusted any more. Why this is not NIO's
/// decoder: docs/decisions/0019-own-framing-of-answers.md.
struct ResponseFraming {
  /// In bytes, also of what may follow the last chunk.
  static let longestHead = 64 * 1024
  /// In bytes: the size of a chunk, and what else its line says.
  private static let longestChunkLine = 1024

  enum Part {
    case head(ResponseHead)
    case body(ByteBuffer)
    case end
  }

  private enum Stage {
    case head
    /// Bytes of the body that are still to come.
    case counted(Int)
    case untilClose
    case chunkLine
    /// Bytes of the chunk that are still to come.
    case chunk(Int)
    case chunkEnd
    /// Bytes of trailers that have come.
    case trailers(Int)
  }

  private var stage = Stage.head
  /// What has come and was not read.
  private var rest = ByteBuffer()
  /// How much of it was searched for the end of a head.
  private var searched = 0

  /// Whether there is nothing of an answer that has not ended.
  var isBetweenAnswers: Bool {
    if case .head = stage { rest.readableBytes == 0 } else { false }
  }

  /// Takes what has come.
  mutating func take(_ bytes: ByteBuffer) {
    if rest.readableBytes == 0 { rest = bytes } else { rest.writeImmutableBuffer(bytes) }
  }

  /// The connection has ended; says whether an answer ends with it.
  mutating func finish() -> Bool {
    guard case .untilClose = stage else { return false }
    stage = .head
    return true
  }

  /// The next part; nil until more has come.
  mutating func next() throws(ResponseDefect) -> Part? {
    while true {
      switch stage {
      case .head:
        guard let head = try nextHead() else { return nil }
        guard head.status != 101 else { throw .upgrade }
        // What comes before the answer itself says nothing.
        guard head.status >= 200 else { continue }
        stage = Self.stage(behind: head)
        return .head(head)
      case .counted(0): return end()
      case .counted(let left):
        guard let slice = nextSlice(left) else { return nil }
        stage = .counted(left - slice.readableBytes)
        return .body(slice)
      case .untilClose: return nextSlice(.max).map(Part.body)
      case .chunkLine:
        guard let line = try nextLine() else { return nil }
        let size = try Self.chunkSize(line)
        stage = size == 0 ? .trailers(0) : .chunk(size)
      case .chunk(0): stage = .chunkEnd
      case .chunk(let left):
        guard let slice = nextSlice(left) else { return nil }
        stage = .chunk(left - slice.readableBytes)
        return .body(slice)
      case .chunkEnd:
        guard let line = try nextLine() else { return nil }
        guard line.readableBytes == 0 else { throw .chunk }
        stage = .chunkLine
      case .trailers(let length):
        guard let line = try nextLine() else { return nil }
        if line.readableBytes == 0 { return end() }
        let total = length + line.readableBytes
        guard total <= Self.longestHead else { throw .headTooLong(limit: Self.longestHead) }
        stage = .trailers(total)
      }
    }
  }

  private static func stage(behind head: ResponseHead) -> Stage {
    switch head.length {
    case .counted(let length): .counted(length)
    case .chunked: .chunkLine
    case .untilClose: .untilClose
    }
  }

  private mutating func end() -> Part {
    stage = .head
    // Whatever it was read into is free again.
    if rest.readableBytes == 0 { rest = ByteBuffer() }
    return .end
  }

  // MARK: Pieces

  private mutating func nextHead() throws(ResponseDefect) -> ResponseHead? {
    guard let length = headLength() else {
      guard rest.readableBytes <= Self.longestHead else {
        throw .headTooLong(limit: Self.longestHead)
      }
      // Other readers may see the head's end in it, and nothing more would come.
      if hasLoneLineEnd { throw .line }
      // The end may lie half in what comes next.
      searched = max(0, rest.readableBytes - 3)
      return nil
    }
    searched = 0
    guard length <= Self.longestHead, let bytes = rest.readSlice(length: length) else {
      throw .headTooLong(limit: Self.longestHead)
    }
    return try ResponseHead(bytes)
  }

  /// The length of a head that lies there whole, the empty line included.
  private func headLength() -> Int? {
    rest.withUnsafeReadableBytes { bytes in
      guard let base = bytes.baseAddress else { return nil }
      var position = searched
      while let found = memchr(base + position, 0x0a, bytes.count - position) {
        position = base.distance(to: UnsafeRawPointer(found)) + 1
        if position + 1 < bytes.count, bytes[position] == 0x0d, bytes[position + 1] == 0x0a {
          return position + 2
        }
      }
      return nil
    }
  }

  /// Whether a CR or an LF stands without the other in what is searched now.
  private var hasLoneLineEnd: Bool {
    rest.withUnsafeReadableBytes { bytes in
      (searched..<bytes.count).contains { place in
        switch bytes[place] {
        case 0x0d: place + 1 < bytes.count && bytes[place + 1] != 0x0a
        case 0x0a: place == 0 || bytes[place - 1] != 0x0d
        default: false
        }
      }
    }
  }

  private mutating func nextSlice(_ most: Int) -> ByteBuffer? {
    let count = min(most, rest.readableBytes)
    return count > 0 ? rest.readSlice(length: count) : nil
  }

  /// A line of a body's framing, without its end.
  private mutating func nextLine() throws(ResponseDefect) -> ByteBuffer? {
    guard let end = rest.readableBytesView.prefix(Self.longestChunkLine).firstIndex(of: 0x0a) else {
      guard rest.readableBytes < Self.longestChunkLine else { throw .chunk }
      return nil
    }
    guard var line = rest.readSlice(length: end - rest.readerIndex + 1), line.readableBytes >= 2,
      line.readableBytesView.firstIndex(of: 0x0d) == line.writerIndex - 2
    else { throw .chunk }
    line.moveWriterIndex(to: line.writerIndex - 2)
    return line
  }

  /// `1a0` or `1a0;name=value`.
  private static func chunkSize(_ line: ByteBuffer) throws(ResponseDefect) -> Int {
    var digits = line.readableBytesView.prefix { $0 != 0x3b }
    while digits.last == 0x20 || digits.last == 0x09 { digits.removeLast() }
    guard (1...13).contains(digits.count),
      digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let size = Int(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw .chunk }
    return size
  }
}
