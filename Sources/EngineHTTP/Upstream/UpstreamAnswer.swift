public import EngineRPC
public import NIOCore

/// An engine's answer: its bytes as they came and their outline.
public struct UpstreamAnswer: Sendable {
  public let body: MessageBody
  public let envelope: Envelope
  /// From handing the request over to the last byte of the answer.
  public let elapsed: TimeAmount
}
