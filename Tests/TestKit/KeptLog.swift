public import Logging
import Synchronization

/// Keeps what is logged, for tests of what the log is for.
public final class KeptLog: Sendable {
  public struct Line: Sendable {
    public let level: Logger.Level
    public let message: String
    public let metadata: [String: String]
  }

  private let kept = Mutex<[Line]>([])

  public init() {}

  public var lines: [Line] { kept.withLock { $0 } }

  public var logger: Logger {
    Logger(label: "kept") { _ in Handler(log: self) }
  }

  private struct Handler: LogHandler {
    let log: KeptLog
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let told = metadata.merging(event.metadata ?? [:]) { _, new in new }
      let line = Line(
        level: event.level, message: "\(event.message)",
        metadata: told.mapValues { "\($0)" })
      log.kept.withLock { $0.append(line) }
    }
  }
}
