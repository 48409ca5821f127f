import ChildPrograms
import FaultProxy
import Foundation
import NIOCore
import NIOPosix
import TestKit
import Testing

/// Each fault is on the wire what its name says.
@Suite(.timeLimit(.minutes(10))) struct `A fault on the wire` {
  /// What a client sees that asks once, and is told that the connection ends behind the answer.
  struct Sight: Sendable {
    let response: RawHTTP.Response
    let raw: [UInt8]
    let served: Int

    var hasAnswer: Bool { response.text == EchoServer.body("engine_a") }
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let fault: WireFault
    let holds: @Sendable (Sight) throws -> Bool

    init(_ fault: WireFault, _ holds: @escaping @Sendable (Sight) throws -> Bool) {
      self.fault = fault
      self.holds = holds
    }

    var testDescription: String { "\(fault)" }
  }

  static let whole: @Sendable (Sight) throws -> Bool = { $0.hasAnswer && $0.served == 1 }

  @Test(arguments: [
    Case(.delay(milliseconds: 3, jitter: 2), whole),
    Case(.rateLimit(bytesPerSecond: 20_000), whole),
    Case(.slowLoris(.answers, bytes: 11, milliseconds: 1), whole),
    Case(.slowLoris(.requests, bytes: 17, milliseconds: 1), whole),
    Case(.garbage) { $0.response.text == "<html>not JSON</html>" && $0.response.status == 200 },
    Case(.wrongID) {
      $0.response.text == EchoServer.body("engine_a").replacing(":7,", with: ":987654321,")
    },
    Case(.duplicate(isLate: false)) { sight in
      sight.raw.count.isMultiple(of: 2)
        && sight.raw.prefix(sight.raw.count / 2) == sight.raw.suffix(sight.raw.count / 2)
    },
    Case(.truncate) { sight in
      let body = EchoServer.body("engine_a")
      return sight.response.headers["content-length"] == "\(body.utf8.count)"
        && sight.response.body == Array(body.utf8.prefix(body.utf8.count / 2))
    },
    Case(.flood(bytes: 1 << 20)) { sight in
      sight.response.body.count == 1 << 20
        && sight.response.text.trimmingCharacters(in: .whitespaces) == EchoServer.body("engine_a")
    },
    Case(.status(401)) { $0.response.status == 401 && $0.served == 0 },
    Case(.status(403)) { $0.response.status == 403 && $0.served == 0 },
    Case(.status(500)) { $0.response.status == 500 && $0.served == 0 },
    Case(.contentType) { $0.hasAnswer && $0.response.headers["content-type"] == "text/html" },
    Case(.gzip) { sight in
      let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try Data(sight.response.body).write(to: file)
      defer { try? FileManager.default.removeItem(at: file) }
      return sight.response.headers["content-encoding"] == "gzip"
        && GzipFile.contents(file.path) == Array(EchoServer.body("engine_a").utf8)
    },
  ])
  func `is what its name says`(_ expected: Case) async throws {
    try await Self.run { server, proxy in
      try await proxy.set([FaultRule(expected.fault, method: "engine_")])
      // Refused in front of the server, nobody closes the connection but the client.
      let isOwn = if case .status = expected.fault { true } else { false }
      let request = Self.request("engine_a", closes: !isOwn)
      let raw = try await blocking { [port = proxy.port] in
        let peer = try PeerSocket(port: port)
        peer.send(request)
        return isOwn ? peer.receive() ?? [] : peer.receiveAll()
      }
      let sight = Sight(
        response: try RawHTTP.parse(raw), raw: raw, served: server.counts.requests)
      #expect(try expected.holds(sight), "\(sight.response.text.prefix(200))")
      #expect(try await proxy.hits() == 1)
      // What is not meant goes by untouched.
      #expect(try await Self.answer(proxy, "eth_b") == EchoServer.body("eth_b"))
    }
  }

  @Test func `gives the second copy to the next request when it is late`() async throws {
    try await Self.run { _, proxy in
      try await proxy.set([FaultRule(.duplicate(isLate: true), count: 1)])
      let answers = try await blocking { [port = proxy.port] in
        let peer = try PeerSocket(port: port)
        return try ["engine_a", "engine_b"].map { method in
          peer.send(Self.request(method, closes: false))
          return try RawHTTP.parse(peer.receive() ?? []).text
        }
      }
      #expect(answers[0] == EchoServer.body("engine_a"))
      #expect(answers[1].hasPrefix(EchoServer.body("engine_a")))
    }
  }

  @Test(arguments: [WireFault.blackHole, .halfOpen, .reset])
  func `cuts off what is there and what comes, until it is healed`(_ fault: WireFault) async throws
  {
    try await Self.run { server, proxy in
      let before = try PeerSocket(port: proxy.port)
      let asked = Self.request("engine_a", closes: false)
      _ = try await blocking { before.exchange(asked) }
      try await proxy.set([FaultRule(fault)])
      let during = try PeerSocket(port: proxy.port)
      if fault == .reset {
        for peer in [before, during] { #expect(try await Self.whenNotSilent(peer) == .reset) }
      } else {
        for peer in [before, during] { peer.send(asked) }
        while try await proxy.hits() < 2 { await Task.yield() }
        // The black hole keeps the server's end, of the half-open connection it is gone.
        let left = fault == .blackHole ? 1 : 0
        while server.counts.open != left {
          try Task.checkCancellation()
          await Task.yield()
        }
      }
      try await proxy.heal()
      // Whoever comes now is served, and what was lost stays lost.
      #expect(try await Self.answer(proxy, "engine_a") == EchoServer.body("engine_a"))
      if fault != .reset { #expect(before.standing == .silent && during.standing == .silent) }
      #expect(server.counts.requests == 2)
    }
  }

  @Test func `aside, a reset by the client is one for the server`() async throws {
    let listener = try ListeningSocket()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let proxy = try await WireProxy.start(on: group.next(), target: listener.port, seed: 1)
    var client: PeerSocket? = try PeerSocket(port: proxy.port)
    client?.send(Self.request("engine_a", closes: false))
    let server = try await blocking {
      let server = try listener.accept()
      _ = server.receive()
      return server
    }
    client?.resetAtTheEnd()
    client = nil
    #expect(try await Self.whenNotSilent(server) == .reset)
    try await proxy.close()
    try await group.shutdownGracefully()
  }

  @Test func `leaves alone a connection on which nothing was lost`() async throws {
    try await Self.run { _, proxy in
      let peer = try PeerSocket(port: proxy.port)
      let asked = Self.request("engine_a", closes: false)
      _ = try await blocking { peer.exchange(asked) }
      try await proxy.set([FaultRule(.blackHole)])
      try await proxy.heal()
      let answer = try await blocking { peer.exchange(asked) }
      #expect(try RawHTTP.parse(answer).text == EchoServer.body("engine_a"))
    }
  }

  @Test func `is decided by the seed, the method, the count and the probability`() {
    func decisions(seed: UInt64) -> [WireFault?] {
      var plan = FaultPlan(seed: seed)
      plan.set([
        FaultRule(.garbage, method: "engine_newPayload", count: 2),
        FaultRule(.truncate, method: "engine_", probability: 0.5),
      ])
      return (0..<64).map { plan.take(method: $0 % 2 == 0 ? "engine_newPayloadV2" : "eth_call") }
    }
    #expect(decisions(seed: 1) == decisions(seed: 1))
    #expect(decisions(seed: 1) != decisions(seed: 2))
    let all = decisions(seed: 1)
    #expect(all.count { $0 == .garbage } == 2)
    #expect((5...25).contains(all.count { $0 == .truncate }))
    #expect(all.indices.allSatisfy { $0 % 2 == 0 || all[$0] == nil })
  }

  static func whenNotSilent(_ peer: PeerSocket) async throws -> PeerSocket.Standing {
    while true {
      let standing = peer.standing
      if standing != .silent { return standing }
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  // MARK: Asking

  static func run(_ body: (EchoServer, WireProxy) async throws -> Void) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let server = try await EchoServer.start(on: group.next())
    let proxy = try await WireProxy.start(on: group.next(), target: server.port, seed: 1)
    let result: Result<Void, any Error>
    do { result = .success(try await body(server, proxy)) } catch { result = .failure(error) }
    try await proxy.close()
    try await server.close()
    try await group.shutdownGracefully()
    try result.get()
  }

  static func request(_ method: String, closes: Bool) -> [UInt8] {
    let body = #"{"jsonrpc":"2.0","id":7,"method":"\#(method)","params":[]}"#
    let head = ["POST / HTTP/1.1", "Host: localhost", "Content-Length: \(body.utf8.count)"]
    return Array(
      (head + (closes ? ["Connection: close"] : []) + ["", body]).joined(separator: "\r\n").utf8)
  }

  private static func answer(_ proxy: WireProxy, _ method: String) async throws -> String {
    let (port, request) = (proxy.port, request(method, closes: true))
    return try await blocking { try RawHTTP.exchange(port: port, request).text }
  }
}

extension PeerSocket {
  /// Asks, and takes what comes first.
  fileprivate func exchange(_ request: [UInt8]) -> [UInt8] {
    send(request)
    return receive() ?? []
  }
}
