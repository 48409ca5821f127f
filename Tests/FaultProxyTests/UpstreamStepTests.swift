import EngineHTTP
import EngineRPC
import FaultProxy
import Foundation
import NIOCore
import NIOPosix
import Testing

/// A connection to an engine on which an answer came that nobody had asked for.
@Suite(.timeLimit(.minutes(10))) struct `A connection out of step` {
  /// What a caller asks whose requests all bear the same id, as Lighthouse's do.
  private static func request(_ method: String) -> UpstreamRequest {
    let text = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":[]}"#
    let start = #"{"jsonrpc":"2.0","id":"#.utf8.count
    return UpstreamRequest(
      body: MessageBody(text), id: Array("1".utf8), idRange: start..<start + 1)
  }

  static func outcome(
    _ method: String, _ order: EngineUpstream.Order, _ upstream: NIOLoopBound<EngineUpstream>
  ) async -> String {
    await withCheckedContinuation { continuation in
      upstream.eventLoop.execute {
        upstream.value.send(request(method), order: order, timeout: .seconds(20)) {
          continuation.resume(returning: text(of: $0))
        }
      }
    }
  }

  @Test(arguments: [EngineUpstream.Order.inOrder, .independent], [true, false])
  func `gives no answer to another request, and is given up`(
    order: EngineUpstream.Order, isLate: Bool
  ) async throws {
    try await `A fault on the wire`.run { _, proxy in
      try await proxy.set([FaultRule(.duplicate(isLate: isLate), count: 1)])
      let upstream = try await Self.upstream(port: proxy.port)
      var outcomes: [String] = []
      for method in ["engine_a", "engine_b", "engine_c", "engine_d"] {
        outcomes.append(await Self.outcome(method, order, upstream))
      }
      let answers = ["a", "b", "c", "d"].map { EchoServer.body("engine_\($0)", id: "1") }
      #expect(outcomes[0] == answers[0] && Array(outcomes[2...]) == Array(answers[2...]))
      // At best the copy was noticed before the next request went out.
      #expect(outcomes[1] == answers[1] || outcomes[1] == "wrong_id", "\(outcomes[1])")
      try await upstream.eventLoop.submit { upstream.value.close() }.get()
    }
  }

  @Test func `has its requests sent anew, but no forkchoice behind a later one`() async throws {
    try await `A fault on the wire`.run { server, proxy in
      let upstream = try await Self.upstream(port: proxy.port)
      _ = await Self.outcome("engine_first", .inOrder, upstream)
      try await proxy.set([FaultRule(.truncate, method: "engine_lost", count: 1)])
      let asked: [(String, EngineUpstream.Order)] = [
        ("engine_lost", .superseding), ("engine_old", .superseding), ("engine_payload", .inOrder),
        ("engine_new", .superseding),
      ]
      let outcomes = await Self.outcomes(asked, upstream)
      #expect(outcomes[0] == "not_json" || outcomes[0] == "closed", "\(outcomes[0])")
      #expect(outcomes[1] == "closed")
      #expect(outcomes[2] == EchoServer.body("engine_payload", id: "1"))
      #expect(outcomes[3] == EchoServer.body("engine_new", id: "1"))
      let methods = server.counts.methods
      let new = try #require(methods.firstIndex(of: "engine_new"))
      #expect(!methods[new...].contains("engine_old"), "\(methods)")
      try await upstream.eventLoop.submit { upstream.value.close() }.get()
    }
  }

  @Test func `has what stands behind the wrong answer sent anew`() async throws {
    try await `A fault on the wire`.run { _, proxy in
      let upstream = try await Self.upstream(port: proxy.port)
      _ = await Self.outcome("engine_first", .inOrder, upstream)
      let rule = FaultRule(.duplicate(isLate: false), method: "engine_a", count: 1)
      try await proxy.set([rule])
      let asked = ["engine_a", "engine_b", "engine_c", "engine_d"]
      let outcomes = await Self.outcomes(asked.map { ($0, .inOrder) }, upstream)
      let answers = asked.map { EchoServer.body($0, id: "1") }
      #expect(outcomes == [answers[0], "wrong_id", answers[2], answers[3]])
      try await upstream.eventLoop.submit { upstream.value.close() }.get()
    }
  }

  private static func outcomes(
    _ asked: [(String, EngineUpstream.Order)], _ upstream: NIOLoopBound<EngineUpstream>
  ) async -> [String] {
    var outcomes: [Int: String] = [:]
    for await (place, text) in ask(asked.map { ($0.0, $0.1, .seconds(20)) }, upstream) {
      outcomes[place] = text
      if outcomes.count == asked.count { break }
    }
    return asked.indices.compactMap { outcomes[$0] }
  }

  /// Sends requests in one turn of the loop, each with its time-out.
  static func ask(
    _ asked: [(String, EngineUpstream.Order, TimeAmount)],
    _ upstream: NIOLoopBound<EngineUpstream>
  ) -> AsyncStream<(Int, String)> {
    let (stream, continuation) = AsyncStream.makeStream(of: (Int, String).self)
    upstream.eventLoop.execute {
      for (place, (method, order, timeout)) in asked.enumerated() {
        upstream.value.send(request(method), order: order, timeout: timeout) { result in
          continuation.yield((place, text(of: result)))
        }
      }
    }
    return stream
  }

  private static func text(of result: Result<UpstreamAnswer, TransportFailure>) -> String {
    switch result {
    case .success(let answer): answer.body.text
    case .failure(let failure): failure.label
    }
  }

  static func upstream(port: Int) async throws -> NIOLoopBound<EngineUpstream> {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    return try await loop.submit {
      let upstream = EngineUpstream(
        endpoint: UpstreamEndpoint(host: "127.0.0.1", port: port),
        mint: JWTMint(secret: try JWTSecret(bytes: [UInt8](repeating: 3, count: 32))),
        loop: loop, now: { 1_700_000_000 })
      upstream.givesIDsBack = true
      return NIOLoopBound(upstream, eventLoop: loop)
    }.get()
  }
}
