import Chronicle
import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import Foundation
import NIOCore

/// A consensus node on a kept-alive connection, whose calls and answers are written down.
final class RecordedCaller: Sendable {
  let log = CallerLog()
  private let upstream: NIOLoopBound<EngineUpstream>

  init(port: Int, loop: any EventLoop) async throws {
    upstream = try await loop.submit {
      NIOLoopBound(
        EngineUpstream(
          endpoint: UpstreamEndpoint(host: "127.0.0.1", port: port),
          mint: JWTMint(secret: try JWTSecret(bytes: RecordedEngines.key)), loop: loop,
          now: { Date().timeIntervalSince1970 }), eventLoop: loop)
    }.get()
  }

  func close() async throws {
    try await upstream.eventLoop.submit { [upstream] in upstream.value.close() }.get()
  }

  func call(_ request: EngineRequest) async throws -> Result<JSONValue, EngineError> {
    let token = log.began(method: request.method, params: request.params)
    let body = RPCRequest.body(method: request.method, params: request.params)
    let result = await withCheckedContinuation { continuation in
      upstream.eventLoop.execute { [upstream] in
        upstream.value.send(
          UpstreamRequest(body: body, id: RPCRequest.id), timeout: .seconds(30)
        ) { continuation.resume(returning: $0) }
      }
    }
    switch result {
    case .failure(let failure):
      log.failed(token, failure.description)
      throw failure
    case .success(let answer):
      log.ended(token, answer.body)
      let message = try JSONValue(parsing: answer.body.bytes)
      if let error = message["error"] { return .failure(try EngineError(json: error)) }
      return .success(message["result"] ?? .null)
    }
  }
}
