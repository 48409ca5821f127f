import ChildPrograms
import EngineHTTP
import EngineRPC
import Foundation
import NIOCore
import NIOPosix
import TestKit
import Testing

@testable import Gateway

/// A server that holds still, and the one that goes on with its sockets.
@Suite(.timeLimit(.minutes(10))) struct `A held server` {
  @Test func `leaves what is asked meanwhile to the server that follows`() async throws {
    try await Servers.run { servers in
      let first = try await servers.start()
      let peer = try PeerSocket(port: first.port)
      #expect(try await Self.asks(peer))
      #expect(try await first.hold(patience: .seconds(1)))
      peer.send(Array(Self.request.utf8))
      let sockets = try await first.leave()
      #expect(sockets.listener != nil && sockets.connections.count == 1)
      let second = try await servers.start(sockets)
      #expect(second.port == first.port)
      #expect(try await Self.hears(peer))
      #expect(try await Self.asks(peer))
      #expect(try await Self.asks(PeerSocket(port: second.port)))
    }
  }

  @Test func `waits for a request that has begun, and goes on where it does not end`() async throws
  {
    try await Servers.run { servers in
      let server = try await servers.start()
      let peer = try PeerSocket(port: server.port)
      #expect(try await Self.asks(peer))
      let cut = Self.request.utf8.count / 3
      let seen = servers.counts.requests.total
      peer.send(Array(Self.request.utf8.prefix(cut)))
      // Bytes of a head are nobody's request yet: only holding tells that they have come.
      while try await server.hold(patience: .zero) { try await server.release() }
      #expect(servers.counts.requests.total == seen)
      try await server.release()
      peer.send(Array(Self.request.utf8.dropFirst(cut)))
      #expect(try await Self.hears(peer))
      #expect(try await server.hold(patience: .seconds(10)))
      try await server.release()
      #expect(try await Self.asks(peer))
    }
  }

  @Test func `a stranger in the middle of a request does not keep it`() async throws {
    try await Servers.run { servers in
      let server = try await servers.start()
      let stranger = try PeerSocket(port: server.port)
      stranger.send(Array("POST / HTTP/1.1\r\nHost: local".utf8))
      while try await server.hold(patience: .zero) { try await server.release() }
      #expect(try await server.hold(patience: .seconds(10)))
      let sockets = try await server.leave()
      #expect(sockets.connections.isEmpty)
      #expect(stranger.receive() == nil)
      _ = try await servers.start(sockets)
    }
  }

  @Test func `hundreds of connections go through the socket to a successor`() async throws {
    try await Servers.run { servers in
      let first = try await servers.start()
      let peers = try (0..<300).map { _ in try PeerSocket(port: first.port) }
      for peer in peers { #expect(try await Self.asks(peer)) }
      #expect(try await first.hold(patience: .seconds(1)))
      let sockets = try await first.leave()
      let all = [sockets.listener].compactMap { $0 } + sockets.connections
      let (own, its) = try #require(HandoverSocket.pair(seconds: 20))
      try own.send(descriptors: all, doing: "sending")
      let received = try its.receive(descriptors: all.count, doing: "receiving")
      for descriptor in all { close(descriptor) }
      _ = try await servers.start(
        ServerSockets(listener: received[0], connections: Array(received.dropFirst())))
      for peer in peers { #expect(try await Self.asks(peer)) }
    }
  }

  @Test func `a message is taken whole, and none that is too long or cut short`() throws {
    let (own, its) = try #require(HandoverSocket.pair(seconds: 20))
    try own.send(Array("ready".utf8), doing: "sending")
    #expect(try its.receive(doing: "receiving") == Array("ready".utf8))
    let huge: [UInt8] = [0, 0, 1, 0, 0, 0, 0, 0]
    huge.withUnsafeBytes { _ = send(own.descriptor.raw, $0.baseAddress, $0.count, 0) }
    #expect(throws: HandoverError.unreadable("a message of \(1 << 40) bytes")) {
      try its.receive(doing: "receiving")
    }
    shutdown(own.descriptor.raw, Int32(SHUT_RDWR))
    #expect(throws: HandoverError.ended(doing: "receiving")) {
      try its.receive(doing: "receiving")
    }
  }

  // MARK: A caller

  private static var request: String {
    let token = SignedToken.make(
      header: #"{"alg":"HS256","typ":"JWT"}"#,
      claims: #"{"iat":\#(Int(Date().timeIntervalSince1970))}"#, key: GatewayHarness.callerKey)
    let body = #"{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}"#
    return "POST / HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer \(token)\r\n"
      + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private static func asks(_ peer: PeerSocket) async throws -> Bool {
    peer.send(Array(request.utf8))
    return try await hears(peer)
  }

  private static func hears(_ peer: PeerSocket) async throws -> Bool {
    String(decoding: peer.receive() ?? [], as: UTF8.self).contains(#""result":"0x1""#)
  }
}

/// Servers that follow each other on one event loop.
private final class Servers {
  let counts = EngineServerCounts()
  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private var last: EngineServer?

  static func run(_ body: (Servers) async throws -> Void) async throws {
    let servers = Servers()
    let result: Result<Void, any Error>
    do { result = .success(try await body(servers)) } catch { result = .failure(error) }
    try await servers.last?.drain(deadline: .now())
    try await servers.group.shutdownGracefully()
    try result.get()
  }

  func start(_ sockets: ServerSockets = ServerSockets()) async throws -> EngineServer {
    var limits = EngineServerLimits()
    limits.connections = 1_000
    let server = try await EngineServer.start(
      on: group.next(), host: "127.0.0.1", port: 0,
      secret: JWTSecret(bytes: GatewayHarness.callerKey), limits: limits, counts: counts,
      sockets: sockets, now: { Date().timeIntervalSince1970 }
    ) { _ in FixedEngine("VALID") }
    last = server
    return server
  }
}
