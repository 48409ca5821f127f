import Foundation

/// A notice as Slack and what is compatible with it take it.
struct SlackDocument: Encodable, Hashable, Sendable {
  let text: String

  init(_ entry: QueuedNotice) {
    let sign =
      switch entry.notice.urgency {
      case .information: ""
      case .warning: ":warning: "
      case .page: ":rotating_light: "
      }
    let repeats = entry.repeats > 0 ? " (\(entry.repeats) more like it before)" : ""
    text = sign + Self.escaped("[\(entry.migration)] \(entry.notice.text)\(repeats)")
  }

  /// Without this a text could mention a whole channel.
  private static func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
      .replacingOccurrences(of: ">", with: "&gt;")
  }
}
