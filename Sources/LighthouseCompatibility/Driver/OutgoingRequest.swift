import EngineHTTP
import EngineRPC

/// A caller's request as one side's engine gets it: its own bytes, but for what must change.
struct OutgoingRequest {
  let method: String
  let upstream: UpstreamRequest

  /// - Parameter payloadId: the engine's own id of the build, where the caller knows it by another.
  init(
    _ call: EngineCall, _ expression: Expression, payloadId: String? = nil,
    answerLimit: Int? = nil, trace: TraceContext? = nil
  ) {
    var edits: [(range: Range<Int>, text: String)] = []
    if let payloadId, let range = call.envelope.firstParameterRange {
      edits.append((range, payloadId))
    }
    if case .renamed(let name) = expression, let range = call.envelope.methodRange {
      edits.append((range, name))
      method = name
    } else {
      method = call.method
    }
    guard !edits.isEmpty else {
      upstream = UpstreamRequest(
        body: call.body, id: call.id, idRange: call.envelope.idRange, answerLimit: answerLimit,
        trace: trace)
      return
    }
    // From the back, so that the ranges of the original text stay true.
    let body = edits.sorted { $0.range.lowerBound > $1.range.lowerBound }
      .reduce(call.body) { $0.replacing($1.range, with: Array($1.text.utf8)) }
    upstream = UpstreamRequest(
      body: body, id: call.id, idRange: Self.idRange(of: call, after: edits),
      answerLimit: answerLimit, trace: trace)
  }

  /// Where the id stands once the edits are made.
  private static func idRange(
    of call: EngineCall, after edits: [(range: Range<Int>, text: String)]
  ) -> Range<Int>? {
    guard let range = call.envelope.idRange else { return nil }
    let shift = edits.filter { $0.range.upperBound <= range.lowerBound }
      .reduce(0) { $0 + $1.text.utf8.count - $1.range.count }
    return range.lowerBound + shift..<range.upperBound + shift
  }
}
