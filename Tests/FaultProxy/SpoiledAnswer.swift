import NIOCore

/// An answer as a fault leaves it: pieces with their pauses.
struct SpoiledAnswer {
  typealias Piece = (bytes: ByteBuffer, pause: PacedWriter.Pause)

  /// How often a limited rate is kept, and the pieces of a flood.
  private static let rateInterval = TimeAmount.milliseconds(20)
  private static let floodPiece = 256 * 1024

  private(set) var pieces: [Piece] = []
  /// Whether the connection ends behind it.
  private(set) var closes = false
  /// What is sent in front of the next answer.
  private(set) var late: ByteBuffer?

  init(_ answer: HTTPMessage, _ fault: WireFault?, jitter: (Int) -> Int) {
    var spoiled = answer
    switch fault {
    case nil, .blackHole, .halfOpen, .reset, .status, .slowLoris(.requests, _, _):
      pieces = [(answer.raw, .none)]
    case .delay(let milliseconds, let bound):
      let time = TimeAmount.milliseconds(Int64(max(0, milliseconds + jitter(bound))))
      pieces = [(answer.raw, .until(.now() + time))]
    case .rateLimit(let rate): pieces = Self.limited(answer.raw, bytesPerSecond: rate)
    case .slowLoris(.answers, let bytes, let milliseconds):
      pieces = Self.pieces(answer.raw, of: bytes, every: .milliseconds(Int64(milliseconds)))
    case .truncate:
      var cut = ByteBuffer(string: answer.head(bodyLength: answer.body.count))
      cut.writeBytes(answer.body.prefix(answer.body.count / 2))
      pieces = [(cut, .none)]
      closes = true
    case .garbage:
      spoiled.body = Array("<html>not JSON</html>".utf8)
      pieces = [(spoiled.bytes, .none)]
    case .wrongID:
      if let id = answer.member("id") {
        let isOther = answer.body[id].elementsEqual("987654321".utf8)
        spoiled.body.replaceSubrange(id, with: Array((isOther ? "987654322" : "987654321").utf8))
      }
      pieces = [(spoiled.bytes, .none)]
    case .duplicate(let isLate):
      pieces = [(answer.raw, .none)]
      if isLate { late = answer.raw } else { pieces.append((answer.raw, .none)) }
    case .flood(let bytes): pieces = Self.flood(answer, bytes)
    case .contentType:
      spoiled.set("Content-Type", "text/html")
      pieces = [(spoiled.bytes, .none)]
    case .gzip:
      spoiled.set("Content-Encoding", "gzip")
      spoiled.body = StoredGzip.wrap(answer.body)
      pieces = [(spoiled.bytes, .none)]
    }
  }

  /// Bytes in pieces, a few every so often.
  static func pieces(_ bytes: ByteBuffer, of count: Int, every time: TimeAmount) -> [Piece] {
    var rest = bytes
    var pieces: [Piece] = []
    while rest.readableBytes > 0, let piece = rest.readSlice(length: min(count, rest.readableBytes))
    {
      pieces.append((piece, .after(time)))
    }
    return pieces
  }

  static func limited(_ bytes: ByteBuffer, bytesPerSecond rate: Int) -> [Piece] {
    let parts = 1_000_000_000 / rateInterval.nanoseconds
    return pieces(bytes, of: max(1, rate / Int(parts)), every: rateInterval)
  }

  /// The answer with white space behind it.
  private static func flood(_ answer: HTTPMessage, _ bytes: Int) -> [Piece] {
    var first = ByteBuffer(string: answer.head(bodyLength: max(bytes, answer.body.count)))
    first.writeBytes(answer.body)
    var pieces: [Piece] = [(first, .none)]
    var left = bytes - answer.body.count
    let space = ByteBuffer(repeating: 0x20, count: floodPiece)
    while left > 0 {
      let count = min(left, floodPiece)
      let piece = count == floodPiece ? space : ByteBuffer(repeating: 0x20, count: count)
      pieces.append((piece, .none))
      left -= count
    }
    return pieces
  }
}
