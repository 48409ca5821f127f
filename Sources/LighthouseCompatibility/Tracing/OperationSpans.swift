import EngineHTTP
import EngineRPC
import EngineTypes
import Tracing

/// A span for each operation, and one below it for each side that it was put to.
///
/// Exists only where a program has a tracer, and lives on the driver's event loop.
final class OperationSpans {
  private struct Open {
    let operation: any Span
    var sides = PerSide<(any Span)?> { _ in nil }
  }

  private let tracer: any Tracer
  private var open: [ExchangeID: Open] = [:]

  init(_ tracer: any Tracer) {
    self.tracer = tracer
  }

  /// An operation came; its span continues the caller's trace where it told one.
  func began(_ operation: Operation, _ call: EngineCall, _ id: ExchangeID) {
    var context = InstrumentationContext.topLevel
    tracer.extract(TraceHeaders(call.trace), into: &context, using: TraceHeaders.Carrier())
    let span = tracer.startSpan(operation.method, context: context, ofKind: .server)
    span.attributes["rpc.system"] = "jsonrpc"
    span.attributes["lighthouse_compat.operation"] = "\(id.number)"
    if let block = operation.block { span.attributes["lighthouse_compat.block"] = block }
    open[id] = Open(operation: span)
  }

  /// A side is asked; what its engine is told of the trace, the caller's own word without one.
  func asked(_ side: Side, _ method: String, of id: ExchangeID, _ call: EngineCall)
    -> TraceContext?
  {
    guard let operation = open[id]?.operation else { return call.trace }
    let span = tracer.startSpan(method, context: operation.context, ofKind: .client)
    span.attributes["lighthouse_compat.side"] = side.rawValue
    open[id]?.sides[side] = span
    var headers = TraceHeaders(call.trace)
    tracer.inject(span.context, into: &headers, using: TraceHeaders.Carrier())
    return headers.context
  }

  /// A side has come to an end.
  func heard(_ outcome: Outcome, from side: Side, of id: ExchangeID) {
    guard let span = open[id]?.sides[side] else { return }
    open[id]?.sides[side] = nil
    if let failure = outcome.failureText {
      span.setStatus(SpanStatus(code: .error, message: failure))
    }
    span.end()
  }

  /// The caller has its answer.
  func answered(by side: Side?, _ id: ExchangeID) {
    guard let span = open[id]?.operation else { return }
    guard let side else {
      return span.setStatus(SpanStatus(code: .error, message: "no answer could leave"))
    }
    span.attributes["lighthouse_compat.answered_by"] = side.rawValue
    span.addEvent(SpanEvent(name: "answered"))
  }

  /// Nothing of the operation is outstanding any more.
  func ended(_ id: ExchangeID) {
    guard let ended = open.removeValue(forKey: id) else { return }
    for side in Side.allCases { ended.sides[side]?.end() }
    ended.operation.end()
  }
}

/// W3C's two headers, as tracers read and write them.
struct TraceHeaders: Sendable {
  var parent: String?
  var state: String?

  init(_ context: TraceContext?) {
    parent = context?.parent
    state = context?.state
  }

  var context: TraceContext? { TraceContext(parent: parent, state: state) }

  /// Carries them between a tracer and a request; other headers are none of ours.
  struct Carrier: Extractor, Injector {
    func extract(key: String, from carrier: TraceHeaders) -> String? {
      switch key.lowercased() {
      case "traceparent": carrier.parent
      case "tracestate": carrier.state
      default: nil
      }
    }

    func inject(_ value: String, forKey key: String, into carrier: inout TraceHeaders) {
      switch key.lowercased() {
      case "traceparent": carrier.parent = value
      case "tracestate": carrier.state = value
      default: break
      }
    }
  }
}

extension Outcome {
  /// What went wrong, where there was no whole answer.
  fileprivate var failureText: String? {
    switch self {
    case .answer: nil
    case .engineError(let error, _): "error \(error.code)"
    case .failure(let failure): "\(failure)"
    case .refused(let feature): "refused: \(feature)"
    case .notAsked(let reason): "not asked: \(reason)"
    }
  }
}
