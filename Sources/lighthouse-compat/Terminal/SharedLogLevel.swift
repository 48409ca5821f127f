import Foundation
import Gateway
import Logging
import Observability
import Synchronization

/// The level of every logger of a process, which can be changed while it runs.
final class SharedLogLevel: Sendable {
  private let level: Mutex<Logger.Level>

  init(_ level: Logger.Level) {
    self.level = Mutex(level)
  }

  var value: Logger.Level {
    get { level.withLock { $0 } }
    set { level.withLock { $0 = newValue } }
  }

  /// A logger to standard error that follows it.
  func logger(_ label: String, _ format: LogFormat = .text) -> Logger {
    Logger(label: label) { label in
      switch format {
      case .text:
        Handler(
          inner: StreamLogHandler.standardError(label: label), shared: self, isForTerminal: true)
      case .json:
        Handler(
          inner: JSONLogHandler(label: label, now: WallClock.now) { line in
            // Whoever reads may have gone: that is no reason to end.
            try? FileHandle.standardError.write(contentsOf: Data(line.utf8))
          }, shared: self)
      }
    }
  }

  private struct Handler: LogHandler {
    var inner: any LogHandler
    let shared: SharedLogLevel
    /// JSON escapes what a terminal would take for a command; text does not.
    var isForTerminal = false

    var logLevel: Logger.Level {
      get { shared.value }
      set { shared.value = newValue }
    }

    var metadata: Logger.Metadata {
      get { inner.metadata }
      set { inner.metadata = newValue }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { inner[metadataKey: key] }
      set { inner[metadataKey: key] = newValue }
    }

    func log(event: LogEvent) {
      inner.log(event: isForTerminal ? Self.printed(event) : event)
    }

    private static func printed(_ event: LogEvent) -> LogEvent {
      var event = event
      event.message = "\(printable("\(event.message)"))"
      event.metadata = event.metadata?.mapValues { .string(printable("\($0)")) }
      return event
    }
  }
}
