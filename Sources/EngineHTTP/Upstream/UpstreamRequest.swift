/// One JSON-RPC request to an engine.
public struct UpstreamRequest: Sendable {
  public let body: MessageBody
  /// The id as it stands in the body; an answer with another is a failure.
  public let id: [UInt8]?
  /// Where the id stands in the body; nil where that is not known.
  public let idRange: Range<Int>?
  /// An id that is taken for the right one too: what an engine answers that minds no ids.
  public let otherID: [UInt8]?
  /// Bytes that an answer may have; nil for the upstream's own limit.
  public let answerLimit: Int?
  /// The place in a trace that the engine is told.
  public let trace: TraceContext?

  public init(
    body: MessageBody, id: [UInt8]?, idRange: Range<Int>? = nil, otherID: [UInt8]? = nil,
    answerLimit: Int? = nil, trace: TraceContext? = nil
  ) {
    self.body = body
    self.id = id
    self.idRange = idRange
    self.otherID = otherID
    self.answerLimit = answerLimit
    self.trace = trace
  }
}
