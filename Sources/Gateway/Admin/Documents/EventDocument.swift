import EngineRPC
import LighthouseCompatibility

/// Something that happened to the routing, with its age and a sentence.
enum EventDocument {
  static func json(_ entry: EventLog.Entry, _ uptime: Double) -> JSONValue {
    let (kind, text) = words(entry.event)
    return [
      "secondsAgo": .seconds(max(0, uptime - entry.uptime)), "kind": .string(kind),
      "text": .string(text),
    ]
  }

  static let schema = Schema.object([
    "secondsAgo": Schema.number, "kind": Schema.text, "text": Schema.text,
  ])

  private static func words(_ event: ExchangeEvent) -> (kind: String, text: String) {
    switch event {
    case .wentBack(let mode, let reason):
      ("wentBack", "the authority went back from \(mode) to v4: \(reason)")
    case .froze(let reason): ("froze", "v5 may not become the authority any more: \(reason)")
    case .fellBehind(let side, let reason):
      ("fellBehind", "\(side.rawValue) fell behind: \(reason)")
    case .answeredBy(let side, let cause, let method):
      ("answeredBy", "\(side.rawValue)'s answer to \(method) left, because of \(cause)")
    }
  }
}
