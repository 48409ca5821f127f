import Logging

/// How a channel is told.
enum NoticeTransport: Sendable {
  case webhook(OutgoingCall)
  case slack(OutgoingCall)
  case command(OutgoingCall)
  case log(Logger)
  /// The plan's entry can never work.
  case broken(CallFailure)

  init(_ planned: PlannedNotification, logger: Logger) {
    do throws(CallFailure) {
      switch planned.channel {
      case .webhook: self = .webhook(try OutgoingCall(command: [], url: planned.url))
      case .slack: self = .slack(try OutgoingCall(command: [], url: planned.url))
      case .command: self = .command(try OutgoingCall(command: planned.command, url: nil))
      case .log: self = .log(logger)
      }
    } catch {
      self = .broken(error)
    }
  }

  func deliver(_ entry: QueuedNotice, limit: PlannedDuration) async throws(CallFailure) {
    switch self {
    case .webhook(let call), .command(let call):
      try await call.perform(OutgoingCall.body(NoticeDocument(entry)), timeout: limit)
    case .slack(let call):
      try await call.perform(OutgoingCall.body(SlackDocument(entry)), timeout: limit)
    case .log(let logger): Self.write(entry, logger)
    case .broken(let failure): throw failure
    }
  }

  private static func write(_ entry: QueuedNotice, _ logger: Logger) {
    let level: Logger.Level =
      switch entry.notice.urgency {
      case .information: .notice
      case .warning: .warning
      case .page: .critical
      }
    var metadata: Logger.Metadata = [
      "topic": "\(entry.notice.topic.rawValue)", "migration": "\(entry.migration)",
    ]
    if entry.repeats > 0 { metadata["repeats"] = "\(entry.repeats)" }
    let text = ReasonLine.clean(entry.notice.text, limit: QueuedNotice.textLimit)
    logger.log(level: level, "\(text)", metadata: metadata)
  }
}

extension NoticeTransport: CustomStringConvertible {
  /// What it is, without what may be secret.
  var description: String {
    switch self {
    case .webhook(let call): "webhook \(call)"
    case .slack(let call): "slack \(call)"
    case .command(let call): "\(call)"
    case .log: "log"
    case .broken: "broken"
    }
  }
}
