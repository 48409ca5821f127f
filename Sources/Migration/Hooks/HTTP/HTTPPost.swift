import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// One POST of a JSON document on a connection of its own.
struct HTTPPost: Sendable {
  let address: WebhookAddress
  let body: [UInt8]
  let limit: PlannedDuration

  /// Sends it; a status of 200 … 299 is success, and redirections are not followed.
  func send() async throws(CallFailure) {
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let promise = loop.makePromise(of: HTTPReply.self)
    let time = TimeAmount.milliseconds(Int64(limit.milliseconds))
    let timer = loop.scheduleTask(in: time) { promise.fail(CallFailure.timedOut(limit: limit)) }
    promise.futureResult.whenComplete { _ in timer.cancel() }
    connect(loop, promise)
    let reply: HTTPReply
    do {
      reply = try await withTaskCancellationHandler {
        try await promise.futureResult.get()
      } onCancel: {
        promise.fail(CallFailure.cancelled)
      }
    } catch {
      throw failure(error)
    }
    guard !(200..<300).contains(reply.status) else { return }
    throw .answered(status: reply.status, reason: reason(reply.body))
  }

  private func connect(_ loop: any EventLoop, _ promise: EventLoopPromise<HTTPReply>) {
    ClientBootstrap(group: loop)
      // The timer is what limits it.
      .connectTimeout(.hours(24))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHTTPClientHandlers()
          try channel.pipeline.syncOperations.addHandler(
            HTTPPostHandler(address: address, body: body, promise: promise))
        }
      }
      .connect(host: address.host, port: address.port)
      .whenComplete { result in
        switch result {
        case .success(let channel):
          promise.futureResult.whenComplete { _ in channel.close(promise: nil) }
        case .failure(let error): promise.fail(error)
        }
      }
  }

  private func failure(_ error: any Error) -> CallFailure {
    switch error {
    case let error as CallFailure: error
    case let error as NIOConnectionError:
      unreachable(error.connectionErrors.first.map { Self.text($0.error) } ?? "unknown host")
    default: unreachable(Self.text(error))
    }
  }

  private func unreachable(_ reason: String) -> CallFailure {
    .unreachable(address: address.description, reason: reason)
  }

  private static func text(_ error: any Error) -> String {
    switch error {
    case let error as IOError: String(cString: strerror(error.errnoCode))
    case is SocketAddressError: "unknown host"
    case is HTTPParserError: "what it answers is not HTTP"
    // Whatever else an error says could quote the URL.
    default: String(describing: type(of: error))
    }
  }

  /// The text of `{"reason": "…"}`, unless it quotes the URL's secret part.
  private func reason(_ body: [UInt8]) -> String? {
    struct Answer: Decodable { let reason: String }
    guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)) else { return nil }
    let isQuoting = address.target.split(whereSeparator: { "/?&=".contains($0) })
      .filter { $0.count >= 4 }
      .contains { secret in answer.reason.contains(String(secret)) }
    let line = ReasonLine.clean(answer.reason)
    return isQuoting || line.isEmpty ? nil : line
  }
}
