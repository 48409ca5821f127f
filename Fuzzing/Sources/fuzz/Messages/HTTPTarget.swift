@testable import EngineHTTP
import EngineRPC
import NIOCore
import NIOEmbedded
import NIOHTTP1

private let now = 1_700_000_000
/// As many `@` as become tokens: more would make an input long, but nothing new.
private let mostTokens = 16

/// A connection's bytes up to the envelope: no call without a token, an answer to each call, and
/// the same answers however the bytes are cut.
///
/// An `@` stands for a good token.
let httpTarget: FuzzTarget = { input in
  let connection = ConnectionInput(input)
  let bytes = withTokens(connection.bytes)
  let whole = converse([bytes])
  let hasToken = connection.bytes.contains(UInt8(ascii: "@"))
  expect(hasToken || whole.calls.isEmpty, "a call needed no token")
  let answered = whole.answers.flatMap { HTTPAnswer.results(in: $0) }
  // As a connection would that has room for one request sent ahead.
  let served = planted(whole.calls) { $0.count > 2 ? $0.dropLast() : $0 }
  expect(answered == served, "calls and answers are not one to one: \(served), \(answered)")
  guard let pieces = connection.pieces(of: bytes) else { return }
  expect(converse(pieces).bytes == whole.bytes, "the answers depend on how the bytes are cut")
}

private func withTokens(_ bytes: [UInt8]) -> [UInt8] {
  guard let secret = try? JWTSecret(bytes: secretBytes) else { fatalError("no secret") }
  let token = Array("Bearer \(JWTMint(secret: secret).token(issuedAt: now))".utf8)
  var left = mostTokens
  return bytes.flatMap { byte -> [UInt8] in
    guard byte == UInt8(ascii: "@"), left > 0 else { return [byte] }
    left -= 1
    return token
  }
}

private let secretBytes = [UInt8](repeating: 7, count: 32)

/// What was said on a connection.
private struct Conversation {
  var calls: [String] = []
  var bytes: [UInt8] = []

  var answers: [HTTPAnswer] {
    guard let answers = HTTPAnswer.all(in: bytes) else {
      fatalError("what is answered is no HTTP: \(String(decoding: bytes, as: UTF8.self))")
    }
    return answers
  }
}

private func converse(_ pieces: [[UInt8]]) -> Conversation {
  guard let secret = try? JWTSecret(bytes: secretBytes) else { fatalError("no secret") }
  let echo = Echo()
  let server = ServerContext(
    secret: secret, limits: EngineServerLimits(), hosts: AllowedHosts(), responder: echo,
    counts: EngineServerCounts(), now: { Double(now) })
  let channel = EmbeddedChannel()
  do {
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHandler(
      ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes)))
    try pipeline.addHandler(EngineServerHandler(server: server))
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    for piece in pieces where channel.isActive {
      try channel.writeInbound(ByteBuffer(bytes: piece))
    }
  } catch {
    // What the decoder says of a peer's bytes ends its connection.
  }
  var conversation = Conversation(calls: echo.calls)
  while let buffer = try? channel.readOutbound(as: ByteBuffer.self) {
    conversation.bytes += buffer.readableBytesView
  }
  _ = try? channel.finish(acceptAlreadyClosed: true)
  expect(server.connections.isEmpty, "a connection is kept that has ended")
  return conversation
}

/// Answers whatever gets as far as an engine by what it is, and keeps that.
private final class Echo: EngineResponder {
  private(set) var calls: [String] = []

  func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
    let word = "\(calls.count) \(call.method)"
    calls.append(word)
    reply(RPCMessage.result(.string(word), id: call.id))
  }
}
