import EngineHTTP
import FaultProxy
import NIOCore
import NIOPosix
import TestKit
import Testing

@testable import FaultProxy

/// An engine that takes connections and reads none of them, until it goes on.
@Suite(.timeLimit(.minutes(10))) struct `A stopped engine` {
  @Test func `that has given another's answer can read nothing behind it`() async throws {
    let listener = try ListeningSocket()
    let upstream = try await `A connection out of step`.upstream(port: listener.port)
    async let first = `A connection out of step`.outcome("engine_first", .inOrder, upstream)
    let wrong = try await Self.serveFirst(of: listener)
    #expect(await first == EchoServer.body("engine_first", id: "1"))

    var outcomes = `A connection out of step`.ask(
      [
        ("engine_payload", .inOrder, .seconds(20)), ("engine_old", .superseding, .seconds(20)),
        ("engine_new", .superseding, .seconds(20)),
      ], upstream
    ).makeAsyncIterator()
    try await blocking {
      let requests = try #require(wrong.receive())
      #expect(Self.methods(requests).first == "engine_payload")
      wrong.send(Self.answer("engine_first", id: 1))
    }
    let failures = [try #require(await outcomes.next()), try #require(await outcomes.next())]
    #expect(failures.sorted { $0.0 < $1.0 }.map(\.1) == ["wrong_id", "closed"])
    try await blocking {
      // It gets on to the request that it was at, whose answer is refused.
      #expect(wrong.send(Self.answer("engine_payload", id: 2)) == 0)
      let next = try listener.accept()
      #expect(Self.methods(try #require(next.receive())) == ["engine_new"])
      next.send(Self.answer("engine_new", id: 4))
    }
    #expect(try #require(await outcomes.next()) == (2, EchoServer.body("engine_new", id: "1")))
    try await upstream.eventLoop.submit { upstream.value.close() }.get()
  }

  @Test func `that goes on can answer nothing on a connection that was given up`() async throws {
    let listener = try ListeningSocket()
    let upstream = try await `A connection out of step`.upstream(port: listener.port)
    async let first = `A connection out of step`.outcome("engine_first", .inOrder, upstream)
    let givenUp = try await Self.serveFirst(of: listener)
    #expect(await first == EchoServer.body("engine_first", id: "1"))

    var outcomes = `A connection out of step`.ask(
      [
        ("engine_payload", .inOrder, .milliseconds(20)),
        ("engine_old", .superseding, .seconds(20)),
        ("engine_new", .superseding, .seconds(20)),
      ], upstream
    ).makeAsyncIterator()
    let failures = [try #require(await outcomes.next()), try #require(await outcomes.next())]
    #expect(failures.sorted { $0.0 < $1.0 }.map(\.1) == ["timeout", "closed"])

    // It goes on: the first of those that lie there can be read, and its answer is refused.
    try await blocking {
      #expect(Self.methods(try #require(givenUp.receive())).first == "engine_payload")
      #expect(givenUp.send(Self.answer("engine_payload", id: 2)) == 0)
      // On the next one is what stood behind, but for the forkchoice that it may have read.
      let next = try listener.accept()
      #expect(Self.methods(try #require(next.receive())) == ["engine_new"])
      next.send(Self.answer("engine_new", id: 4))
    }
    #expect(try #require(await outcomes.next()) == (2, EchoServer.body("engine_new", id: "1")))
    try await upstream.eventLoop.submit { upstream.value.close() }.get()
  }

  /// Answers the first request of the connection that comes next.
  private static func serveFirst(of listener: ListeningSocket) async throws -> PeerSocket {
    try await blocking {
      let connection = try listener.accept()
      let request = try #require(connection.receive())
      #expect(methods(request) == ["engine_first"])
      connection.send(answer("engine_first", id: 1))
      return connection
    }
  }

  private static func methods(_ bytes: [UInt8]) -> [String] {
    var framing = HTTPFraming()
    return (try? framing.take(ByteBuffer(bytes: bytes)))?.map(\.method) ?? []
  }

  private static func answer(_ method: String, id: Int) -> [UInt8] {
    let message = HTTPMessage(
      startLine: "HTTP/1.1 200 OK", headers: [("Content-Type", EchoServer.type)],
      body: Array(EchoServer.body(method, id: "\(id)").utf8))
    return Array(message.bytes.readableBytesView)
  }
}
