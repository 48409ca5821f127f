import EngineHTTP
import EngineRPC
import FaultProxy
import Foundation
import NIOCore
import NIOPosix
import Testing

/// A connection to an engine on which an answer came that nobody had asked for.
@Suite(.timeLimit(.minutes(1))) struct `A connection out of step` {
  /// What a caller asks whose requests all bear the same id, as Lighthouse's do.
  private static func request(_ method: String) -> UpstreamRequest {
    let text = #"{"jsonrpc":"2.0","id":1,"method":"\#(method)","params":[]}"#
    let start = #"{"jsonrpc":"2.0","id":"#.utf8.count
    return UpstreamRequest(
      body: MessageBody(text), id: Array("1".utf8), idRange: start..<start + 1)
  }

  private static func outcome(
    _ method: String, _ order: EngineUpstream.Order, _ upstream: NIOLoopBound<EngineUpstream>
  ) async -> String {
    await withCheckedContinuation { continuation in
      upstream.eventLoop.execute {
        upstream.value.send(request(method), order: order, timeout: .seconds(20)) { result in
          switch result {
          case .success(let answer): continuation.resume(returning: answer.body.text)
          case .failure(let failure): continuation.resume(returning: failure.label)
          }
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
      let loop = MultiThreadedEventLoopGroup.singleton.next()
      let upstream = try await loop.submit { [port = proxy.port] in
        let upstream = EngineUpstream(
          endpoint: UpstreamEndpoint(host: "127.0.0.1", port: port),
          mint: JWTMint(secret: try JWTSecret(bytes: [UInt8](repeating: 3, count: 32))),
          loop: loop, now: { 1_700_000_000 })
        upstream.givesIDsBack = true
        return NIOLoopBound(upstream, eventLoop: loop)
      }.get()
      var outcomes: [String] = []
      for method in ["engine_a", "engine_b", "engine_c", "engine_d"] {
        outcomes.append(await Self.outcome(method, order, upstream))
      }
      let answers = ["a", "b", "c", "d"].map { EchoServer.body("engine_\($0)", id: "1") }
      #expect(outcomes[0] == answers[0] && Array(outcomes[2...]) == Array(answers[2...]))
      // At best the copy was noticed before the next request went out.
      #expect(outcomes[1] == answers[1] || outcomes[1] == "wrong_id", "\(outcomes[1])")
      try await loop.submit { upstream.value.close() }.get()
    }
  }
}
