import NIOCore
import Testing

@testable import EngineHTTP

/// The framing of engines' answers, beside NIO's decoder.
@Suite struct `An answer's framing` {
  @Test func `is what NIO's decoder makes of it, however it is cut`() {
    for seed in UInt64(1)...1_000 {
      let stream = AnswerStream(seed: seed)
      let differs = { (stream: AnswerStream) in
        let ours = ReadAnswers.byFraming(stream.pieces)
        return ours.isRefused || ours != .byLibrary(stream.pieces)
      }
      guard Self.holds(seed, stream, unless: differs) else { return }
    }
  }

  @Test func `of a spoilt connection gives no answer that NIO's decoder reads otherwise`() {
    var refused = 0
    for seed in UInt64(1)...3_000 {
      let stream = AnswerStream(seed: seed).spoilt(seed: seed)
      let differs = { (stream: AnswerStream) in
        let (ours, theirs) = (
          ReadAnswers.byFraming(stream.pieces), ReadAnswers.byLibrary(stream.pieces)
        )
        let common = min(ours.whole.count, theirs.whole.count)
        return ours.whole.prefix(common) != theirs.whole.prefix(common)
          || ours.whole.count > common && !theirs.isRefused
          || theirs.whole.count > common && !ours.isRefused
      }
      if ReadAnswers.byFraming(stream.pieces).isRefused { refused += 1 }
      guard Self.holds(seed, stream, unless: differs) else { return }
    }
    #expect(refused > 150, "\(refused)")
  }

  @Test(arguments: [
    ("HTTP/2 200 OK\r\n\r\n", ResponseDefect.statusLine),
    ("HTTP/1.1 2x0 OK\r\n\r\n", .statusLine),
    ("HTTP/1.1 099 Low\r\n\r\n", .statusLine),
    ("HTTP/1.1 2000\r\n\r\n", .statusLine),
    ("\r\n\r\n", .statusLine),
    ("HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", .line),
    ("HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n", .line),
    ("HTTP/1.1 200 O\rK\r\n\r\n", .line),
    // Before the head is whole: waiting for its end would be waiting for the deadline.
    ("HTTP/1.1 411 \r\r\r\n", .line),
    ("HTTP/1.1 200 OK\nContent-Length: 0\n\n", .line),
    ("HTTP/1.1 200 OK\r\nA: b\r\r\n\r\n", .line),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;a\rb\r\n", .chunk),
    ("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", .headerName),
    ("HTTP/1.1 200 OK\r\n: x\r\n\r\n", .headerName),
    ("HTTP/1.1 200 OK\r\nContent-Length : 1\r\n\r\n", .headerName),
    ("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", .contentLength),
    ("HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n", .contentLength),
    ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .contentLength),
    ("HTTP/1.1 200 OK\r\nContent-Length: 0x1\r\n\r\n", .contentLength),
    ("HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n", .contentLength),
    ("HTTP/1.1 200 OK\r\nContent-Length: 9999999999999999\r\n\r\n", .contentLength),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", .transferEncoding),
    (
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n",
      .transferEncoding
    ),
    ("HTTP/1.1 101 Switching Protocols\r\n\r\n", .upgrade),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", .chunk),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", .chunk),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", .chunk),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n", .chunk),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n", .chunk),
    ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffff\r\n", .chunk),
  ])
  func `is refused where it is not clear`(text: String, defect: ResponseDefect) {
    #expect(throws: defect) { try Self.read(Array(text.utf8)) }
  }

  @Test func `has a longest head, chunk line and trailer`() {
    let limit = ResponseFraming.longestHead
    let long = Array("HTTP/1.1 200 OK\r\nA: ".utf8) + Array(repeating: 0x61, count: limit)
    #expect(throws: ResponseDefect.headTooLong(limit: limit)) { try Self.read(long) }
    #expect(throws: ResponseDefect.headTooLong(limit: limit)) {
      try Self.read(long + Array("\r\n\r\n".utf8))
    }
    let chunked = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
    #expect(throws: ResponseDefect.chunk) {
      try Self.read(chunked + Array(repeating: 0x31, count: 2000))
    }
    let trailers = String(repeating: "A: \(String(repeating: "b", count: 1000))\r\n", count: 70)
    #expect(throws: ResponseDefect.headTooLong(limit: limit)) {
      try Self.read(chunked + Array(("0\r\n" + trailers).utf8))
    }
  }

  @Test func `is not over while something is outstanding`() throws {
    var framing = ResponseFraming()
    #expect(framing.isBetweenAnswers)
    framing.take(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-"))
    #expect(try framing.next() == nil)
    #expect(!framing.isBetweenAnswers && !framing.finish())
    framing.take(ByteBuffer(string: "Length: 1\r\ndate: today \r\n\r\n"))
    let head = try framing.nextHead(or: "a head")
    #expect(head.value(of: "Date")?.hasPrefix("today") == true && head.value(of: "Age") == nil)
    #expect(try framing.next() == nil)
    #expect(!framing.isBetweenAnswers && !framing.finish())
    framing.take(ByteBuffer(string: "x"))
    while try framing.next() != nil {}
    #expect(framing.isBetweenAnswers)
  }

  @Test func `says everything about what it refuses`() {
    let all: [ResponseDefect] = [
      .statusLine, .line, .headerName, .headTooLong(limit: 7), .contentLength, .transferEncoding,
      .chunk, .upgrade,
    ]
    #expect(Set(all.map(\.description)).count == all.count)
  }

  /// Records the smallest stream for which the two readings differ; true where they do not.
  private static func holds(
    _ seed: UInt64, _ stream: AnswerStream, unless differs: (AnswerStream) -> Bool
  ) -> Bool {
    guard differs(stream) else { return true }
    let smallest = stream.shrunk(while: differs)
    Issue.record(
      """
      seed \(seed): \(ReadAnswers.byFraming(smallest.pieces)), NIO's decoder: \
      \(ReadAnswers.byLibrary(smallest.pieces)), of \(smallest.text)
      """)
    return false
  }

  private static func read(_ bytes: [UInt8]) throws {
    var framing = ResponseFraming()
    framing.take(ByteBuffer(bytes: bytes))
    while try framing.next() != nil {}
  }
}

extension ResponseFraming {
  fileprivate mutating func nextHead(or what: Comment) throws -> ResponseHead {
    guard case .head(let head)? = try next() else { throw Missing() }
    return head
  }

  private struct Missing: Error {}
}
