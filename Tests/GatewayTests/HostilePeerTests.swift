import EngineHTTP
import EngineRPC
import Foundation
import Gateway
import LighthouseCompatibility
import NIOCore
import NIOPosix
import TestKit
import Testing

/// Whoever reaches a port and has no token costs little, and keeps nobody out.
@Suite struct `Hostile peers` {
  private static let stranger = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"

  @Test func `a peer that sends ahead and reads nothing is ended after few requests`() async throws
  {
    try await Self.withServer { server, counts in
      let port = server.port
      let bytes = Array(String(repeating: Self.stranger, count: 200_000).utf8)
      let sent = try await blocking { try PeerSocket(port: port, receiveBuffer: 4096).send(bytes) }
      #expect(sent < bytes.count)
      #expect(counts.requests.total < 60_000)
      #expect(try await Self.call(port).status == 200)
    }
  }

  @Test func `an admin peer that sends ahead is ended at once`() async throws {
    try await GatewayHarness.run(
      mode: .v4Only, v4: { FixedEngine("VALID") }, v5: { FixedEngine("VALID") }
    ) { harness in
      let port = harness.gateway.adminPort
      let one = "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
      let bytes = Array(String(repeating: one, count: 200_000).utf8)
      let received = try await blocking {
        let peer = try PeerSocket(port: port)
        peer.send(bytes)
        return peer.receiveAll()
      }
      #expect(received.count < 2_000_000)
      #expect(try await harness.get("/healthz").status == 200)
    }
  }

  @Test func `the last answer goes out whole, however large`() async throws {
    try await Self.withServer { server, _ in
      let port = server.port
      let response = try await Self.call(port, headers: "Connection: close\r\n")
      #expect(response.body.count > LargeEngine.size)
    }
  }

  @Test func `what follows an Upgrade is not gathered`() async throws {
    try await Self.withServer { server, _ in
      let port = server.port
      let head = Self.request(headers: "Connection: Upgrade\r\nUpgrade: h2c\r\n")
      let (sent, received) = try await blocking {
        let peer = try PeerSocket(port: port)
        peer.send(Array(head.utf8))
        let sent = peer.send([UInt8](repeating: 0x61, count: 200 << 20))
        return (sent, peer.receiveAll())
      }
      #expect(sent < 200 << 20)
      #expect(received.starts(with: "HTTP/1.1 200 OK".utf8) || received.isEmpty)
    }
  }

  @Test func `a head that comes in pieces is read in turns, and served in the end`() async throws {
    try await Self.withServer { server, counts in
      let port = server.port
      let bytes = Array(Self.request(headers: "Connection: close\r\n").utf8)
      let strangers = try (0..<40).map { _ in try PeerSocket(port: port) }
      for stranger in strangers { stranger.send(Array("POST / HT".utf8)) }
      let received = try await blocking {
        let peer = try PeerSocket(port: port)
        for piece in stride(from: 0, to: bytes.count, by: 40) {
          peer.send(Array(bytes[piece..<min(piece + 40, bytes.count)]))
        }
        return peer.receiveAll()
      }
      #expect(received.starts(with: "HTTP/1.1 200 OK".utf8))
      #expect(counts.requests.total == 1)
      withExtendedLifetime(strangers) {}
    }
  }

  @Test(arguments: ["Content-Length: 1073741824", "Transfer-Encoding: chunked"])
  func `a large body without a token is not read to its end`(_ framing: String) async throws {
    try await Self.withServer { server, counts in
      let port = server.port
      let head = "POST / HTTP/1.1\r\nHost: localhost\r\n\(framing)\r\n\r\n"
      let chunk = Array("100000\r\n".utf8) + [UInt8](repeating: 0x61, count: 1 << 20) + [13, 10]
      let sent = try await blocking {
        let peer = try PeerSocket(port: port)
        peer.send(Array(head.utf8))
        return (0..<1024).prefix { _ in peer.send(chunk) == chunk.count }.count
      }
      #expect(sent < 32, "\(sent) MiB")
      #expect(counts.unauthorized.total == 1)
    }
  }

  @Test func `a head without an end is not gathered`() async throws {
    try await Self.withServer { server, _ in
      let port = server.port
      let sent = try await blocking {
        let peer = try PeerSocket(port: port)
        peer.send(Array("POST / HTTP/1.1\r\nX-Filling: ".utf8))
        return peer.send([UInt8](repeating: 0x61, count: 200 << 20))
      }
      #expect(sent < 200 << 20)
      #expect(try await Self.call(port).status == 200)
    }
  }

  @Test func `strangers give way to a caller, and never a caller to strangers`() async throws {
    var limits = EngineServerLimits()
    limits.connections = 4
    try await Self.withServer(limits) { server, counts in
      let port = server.port
      let caller = try Self.provenCaller(port)
      let strangers = try (0..<40).map { _ in try PeerSocket(port: port) }
      let other = try await Self.call(port, headers: "Connection: close\r\n")
      #expect(other.status == 200)
      #expect(counts.connectionsRefused.total >= 37)
      // Another token: on a busy machine the first may be old by now.
      caller.send(Array(Self.request().utf8))
      let again = try #require(caller.receive())
      #expect(again.starts(with: "HTTP/1.1 200 OK".utf8))
      #expect(strangers.count == 40)
    }
  }

  @Test func `the oldest stranger gives way first, however many came and went`() async throws {
    var limits = EngineServerLimits()
    limits.connections = 4
    try await Self.withServer(limits) { server, counts in
      let port = server.port
      let proven = try Self.provenCaller(port)
      for _ in 0..<20 {
        let request = Array(Self.request(headers: "Connection: close\r\n").utf8)
        let other = try await blocking { try RawHTTP.exchange(port: port, request) }
        try #require(other.status == 200)
      }
      let strangers = try (0..<4).map { _ in try PeerSocket(port: port) }
      let first = try #require(strangers.first)
      let rest = try await blocking { first.receiveAll() }
      #expect(rest.isEmpty)
      #expect(counts.connectionsRefused.total == 1)
      for kept in strangers.dropFirst() + [proven] {
        kept.send(Array(Self.request().utf8))
        let answer = try #require(kept.receive())
        #expect(answer.starts(with: "HTTP/1.1 200 OK".utf8))
      }
    }
  }

  // MARK: A server

  /// Answers everything with more than the kernel keeps for a connection.
  private final class LargeEngine: EngineResponder {
    static let size = 24 << 20

    func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
      let isLarge = call.method == "eth_getBlockByNumber"
      reply(
        RPCMessage.result(
          isLarge ? .string(String(repeating: "0", count: Self.size)) : "0x1", id: call.id))
    }
  }

  private static func withServer(
    _ limits: EngineServerLimits = EngineServerLimits(),
    _ body: (EngineServer, EngineServerCounts) async throws -> Void
  ) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let counts = EngineServerCounts()
    let server = try await EngineServer.start(
      on: group.next(), host: "127.0.0.1", port: 0,
      secret: JWTSecret(bytes: GatewayHarness.callerKey), limits: limits, counts: counts,
      now: { Date().timeIntervalSince1970 }
    ) { _ in LargeEngine() }
    let result: Result<Void, any Error>
    do { result = .success(try await body(server, counts)) } catch { result = .failure(error) }
    try await server.drain(deadline: .now())
    try await group.shutdownGracefully()
    try result.get()
  }

  private static func request(
    _ method: String = "eth_chainId", headers: String = ""
  ) -> String {
    let token = SignedToken.make(
      header: #"{"alg":"HS256","typ":"JWT"}"#,
      claims: #"{"iat":\#(Int(Date().timeIntervalSince1970))}"#, key: GatewayHarness.callerKey)
    let body = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":[]}"#
    return "POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n\(headers)"
      + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  /// A connection that has shown a good token.
  private static func provenCaller(_ port: Int) throws -> PeerSocket {
    let caller = try PeerSocket(port: port)
    caller.send(Array(request().utf8))
    try #require(caller.receive() != nil)
    return caller
  }

  private static func call(
    _ port: Int, headers: String = "Connection: close\r\n"
  ) async throws -> RawHTTP.Response {
    let request = Array(request("eth_getBlockByNumber", headers: headers).utf8)
    return try await blocking { try RawHTTP.exchange(port: port, request) }
  }
}
