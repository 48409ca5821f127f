import Logging
import Synchronization
public import Tracing

/// A span that becomes a line of the log when it ends.
public final class LoggedSpan: Span {
  private struct State {
    var name: String
    var attributes: SpanAttributes = [:]
    var status: SpanStatus?
    var events: [String] = []
    var isOver = false
  }

  /// Events that a line names; more are left out.
  private static let mostEvents = 8

  public let context: InstrumentationContext
  private let kind: SpanKind
  private let place: SpanPlace
  private let parent: SpanPlace?
  private let startedAt: UInt64
  private let logger: Logger
  private let state: Mutex<State>

  init(
    _ name: String, _ kind: SpanKind, _ context: InstrumentationContext, startedAt: UInt64,
    logger: Logger
  ) {
    parent = context[SpanPlaceKey.self]
    place = SpanPlace(below: parent)
    var own = context
    own[SpanPlaceKey.self] = place
    self.context = own
    self.kind = kind
    self.startedAt = startedAt
    self.logger = logger
    state = Mutex(State(name: name))
  }

  public var operationName: String {
    get { state.withLock { $0.name } }
    set { state.withLock { $0.name = newValue } }
  }

  public var attributes: SpanAttributes {
    get { state.withLock { $0.attributes } }
    set { state.withLock { $0.attributes = newValue } }
  }

  public var isRecording: Bool { state.withLock { !$0.isOver } }

  public func setStatus(_ status: SpanStatus) {
    state.withLock { $0.status = status }
  }

  public func addEvent(_ event: SpanEvent) {
    state.withLock { state in
      if state.events.count < Self.mostEvents { state.events.append(event.name) }
    }
  }

  public func recordError<Instant: TracerInstant>(
    _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
  ) {
    setStatus(SpanStatus(code: .error, message: "\(error)"))
  }

  /// A line has no room for what else a span is connected with.
  public func addLink(_ link: SpanLink) {}

  public func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
    let endedAt = instant().nanosecondsSinceEpoch
    let ended: State? = state.withLock { state in
      guard !state.isOver else { return nil }
      state.isOver = true
      return state
    }
    guard let ended else { return }
    logger.info("span", metadata: metadata(ended, nanoseconds: endedAt &- startedAt))
  }

  private func metadata(_ ended: State, nanoseconds: UInt64) -> Logger.Metadata {
    var metadata: Logger.Metadata = [
      "trace": "\(place.trace)", "span": "\(place.span)", "name": "\(ended.name)",
      "kind": "\(kind)", "microseconds": "\(nanoseconds / 1_000)",
    ]
    if let parent { metadata["parent"] = "\(parent.span)" }
    if !ended.events.isEmpty { metadata["events"] = "\(ended.events.joined(separator: " "))" }
    if let status = ended.status, case .error = status.code {
      metadata["error"] = "\(status.message ?? "yes")"
    }
    ended.attributes.forEach { name, value in
      if case .string(let text) = value { metadata[name] = "\(text)" }
    }
    return metadata
  }
}
