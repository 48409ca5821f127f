public import EngineRPC
public import NIOCore
import NIOHTTP1

/// An engine's answer: its bytes as they came and their outline.
///
/// A class, so that handing it on is one reference and not a dozen.
public final class UpstreamAnswer: Sendable {
  public let body: MessageBody
  public let envelope: Envelope
  /// From handing the request over to the last byte of the answer.
  public let elapsed: TimeAmount
  let headers: HTTPHeaders

  public convenience init(body: MessageBody, envelope: Envelope, elapsed: TimeAmount) {
    self.init(body: body, envelope: envelope, elapsed: elapsed, headers: [:])
  }

  init(body: MessageBody, envelope: Envelope, elapsed: TimeAmount, headers: HTTPHeaders) {
    self.body = body
    self.envelope = envelope
    self.elapsed = elapsed
    self.headers = headers
  }

  /// The first header of that name, in any case.
  public func header(_ name: String) -> String? { headers.first(name: name) }
}
