import NIOCore
import NIOEmbedded
import NIOHTTP1

@testable import EngineHTTP

/// An answer as a reader of a connection's bytes found it.
struct ReadAnswer: Equatable {
  var status: Int
  var keepsAlive: Bool
  var body: [UInt8] = []
}

/// What a reader made of a connection's bytes.
struct ReadAnswers: Equatable {
  /// Those that came to their end.
  var whole: [ReadAnswer] = []
  var isRefused = false

  /// As our framing reads pieces, and the connection's end behind them.
  static func byFraming(_ pieces: [[UInt8]]) -> ReadAnswers {
    var (answers, framing) = (ReadAnswers(), ResponseFraming())
    var current: ReadAnswer?
    do throws(ResponseDefect) {
      for piece in pieces {
        framing.take(ByteBuffer(bytes: piece))
        while let part = try framing.next() {
          switch part {
          case .head(let head):
            current = ReadAnswer(status: head.status, keepsAlive: head.keepsAlive)
          case .body(let slice): current?.body += slice.readableBytesView
          case .end:
            answers.whole += [current].compactMap(\.self)
            current = nil
          }
        }
      }
      if framing.finish() { answers.whole += [current].compactMap(\.self) }
    } catch {
      answers.isRefused = true
    }
    return answers
  }

  /// As NIO's decoder reads them, which is told of as many requests as there may be answers.
  static func byLibrary(_ pieces: [[UInt8]]) -> ReadAnswers {
    var answers = ReadAnswers()
    let channel = EmbeddedChannel(
      handler: ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .dropBytes)))
    var current: ReadAnswer?
    do {
      try channel.connect(to: SocketAddress(unixDomainSocketPath: "/engine")).wait()
      let head = HTTPClientRequestPart.head(
        HTTPRequestHead(version: .http1_1, method: .POST, uri: "/"))
      for _ in 0..<32 { try channel.writeOutbound(head) }
      for piece in pieces {
        try channel.writeInbound(ByteBuffer(bytes: piece))
        try take(from: channel, &current, &answers)
      }
      channel.pipeline.fireChannelInactive()
      try take(from: channel, &current, &answers)
      try channel.throwIfErrorCaught()
    } catch {
      try? take(from: channel, &current, &answers)
      answers.isRefused = true
    }
    _ = try? channel.finish(acceptAlreadyClosed: true)
    return answers
  }

  private static func take(
    from channel: EmbeddedChannel, _ current: inout ReadAnswer?, _ answers: inout ReadAnswers
  ) throws {
    while let part = try channel.readInbound(as: HTTPClientResponsePart.self) {
      switch part {
      case .head(let head) where head.status.code >= 200:
        // Behind a body that ends with the connection nothing can follow.
        let isFramed =
          [204, 304].contains(head.status.code) || head.headers.contains(name: "content-length")
          || head.headers.contains(name: "transfer-encoding")
        current = ReadAnswer(
          status: Int(head.status.code), keepsAlive: head.isKeepAlive && isFramed)
      case .head: break
      case .body(let slice): current?.body += slice.readableBytesView
      case .end:
        answers.whole += [current].compactMap(\.self)
        current = nil
      }
    }
  }
}
