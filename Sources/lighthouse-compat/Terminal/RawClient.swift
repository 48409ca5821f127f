import EngineHTTP
import EngineRPC
import LighthouseCompatibility
import NIOCore

/// Sends request bodies as they are and hands the answers over as they came.
struct RawClient: Sendable {
  private let loop: any EventLoop
  private let upstream: NIOLoopBound<EngineUpstream>

  init(endpoint: UpstreamEndpoint, secret: JWTSecret, loop: any EventLoop) async throws {
    self.loop = loop
    upstream = try await loop.submit {
      let mint = JWTMint(secret: secret, id: "lighthouse-compat", clv: CompatVersion.current)
      return NIOLoopBound(
        EngineUpstream(endpoint: endpoint, mint: mint, loop: loop, now: WallClock.now),
        eventLoop: loop)
    }.get()
  }

  func send(
    _ body: MessageBody, id: [UInt8]?, timeout: TimeAmount
  ) async -> Result<UpstreamAnswer, TransportFailure> {
    await withCheckedContinuation { continuation in
      loop.execute {
        upstream.value.send(UpstreamRequest(body: body, id: id), timeout: timeout) {
          continuation.resume(returning: $0)
        }
      }
    }
  }

  /// Calls a method and returns its result, or why there is none in words.
  func call(
    _ method: String, _ params: [JSONValue], timeout: TimeAmount = .seconds(2)
  ) async -> Result<(value: JSONValue, date: String?), CallFailure> {
    let body = RPCRequest.body(method: method, params: params)
    switch await send(body, id: RPCRequest.id, timeout: timeout) {
    case .failure(let failure): return .failure(CallFailure(text: failure.description))
    case .success(let answer):
      guard let range = answer.envelope.resultRange,
        let value = try? JSONValue(parsing: answer.body[range].bytes)
      else { return .failure(CallFailure(text: "answers an error: \(answer.body.text)")) }
      return .success((value, answer.header("date")))
    }
  }

  struct CallFailure: Error {
    let text: String
  }
}
