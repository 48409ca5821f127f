public import Logging
public import Tracing

/// A tracer that writes a line to the log for each span that ended, for programs without a
/// collector: ids as W3C's Trace Context has them, so that lines of several programs join up.
public struct SpanLog: Tracer {
  private let logger: Logger

  public init(_ logger: Logger) {
    self.logger = logger
  }

  public func startSpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> InstrumentationContext,
    ofKind kind: SpanKind, at instant: @autoclosure () -> Instant, function: String,
    file fileID: String, line: UInt
  ) -> LoggedSpan {
    LoggedSpan(
      operationName, kind, context(), startedAt: instant().nanosecondsSinceEpoch, logger: logger)
  }

  public func startAnySpan<Instant: TracerInstant>(
    _ operationName: String, context: @autoclosure () -> InstrumentationContext,
    ofKind kind: SpanKind, at instant: @autoclosure () -> Instant, function: String,
    file fileID: String, line: UInt
  ) -> any Span {
    startSpan(
      operationName, context: context(), ofKind: kind, at: instant(), function: function,
      file: fileID, line: line)
  }

  /// Nothing waits: a span is written when it ends.
  public func forceFlush() {}

  public func extract<Carrier, Extract>(
    _ carrier: Carrier, into context: inout InstrumentationContext, using extractor: Extract
  ) where Extract: Extractor, Extract.Carrier == Carrier {
    context[SpanPlaceKey.self] = extractor.extract(key: "traceparent", from: carrier)
      .flatMap(SpanPlace.init)
  }

  public func inject<Carrier, Inject>(
    _ context: InstrumentationContext, into carrier: inout Carrier, using injector: Inject
  ) where Inject: Injector, Inject.Carrier == Carrier {
    guard let place = context[SpanPlaceKey.self] else { return }
    injector.inject(place.traceparent, forKey: "traceparent", into: &carrier)
  }
}

/// Where in which trace a span stands.
struct SpanPlace: Sendable, Hashable {
  /// 32 hexadecimal digits.
  let trace: String
  /// 16 hexadecimal digits.
  let span: String
  /// Whether somebody up the way keeps this trace.
  let flags: String

  /// The place of a new span: in its parent's trace, or the first of a new one.
  init(below parent: SpanPlace?) {
    trace = parent?.trace ?? Self.digits() + Self.digits()
    span = Self.digits()
    flags = parent?.flags ?? "01"
  }

  init?(_ traceparent: String) {
    let parts = traceparent.split(separator: "-").map(String.init)
    guard parts.count == 4, parts[1].utf8.count == 32, parts[2].utf8.count == 16 else { return nil }
    (trace, span, flags) = (parts[1], parts[2], parts[3])
  }

  var traceparent: String { "00-\(trace)-\(span)-\(flags)" }

  private static func digits() -> String {
    let digits = String(UInt64.random(in: 1 ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}

enum SpanPlaceKey: InstrumentationContextKey {
  typealias Value = SpanPlace
}
