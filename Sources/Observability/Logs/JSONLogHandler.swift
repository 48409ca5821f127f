import EngineRPC
import Foundation
public import Logging

/// Writes each event of the log as one JSON object in a line of its own.
///
/// The members `time` (UTC, to the millisecond), `level`, `logger` and `message` come first; what
/// the event was told besides follows under its own names, as text.
public struct JSONLogHandler: LogHandler {
  /// Bytes of a value that a line holds; a longer one is cut.
  public static let valueLimit = 4_096
  private static let reserved: Set<String> = ["time", "level", "logger", "message"]

  public var logLevel: Logger.Level = .info
  public var metadata: Logger.Metadata = [:]
  private let label: String
  private let now: @Sendable () -> Double
  private let write: @Sendable (String) -> Void

  /// - Parameters:
  ///   - now: seconds since 1970.
  ///   - write: takes a line, its end included.
  public init(
    label: String, now: @escaping @Sendable () -> Double,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.label = label
    self.now = now
    self.write = write
  }

  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  public func log(event: LogEvent) {
    var members: [JSONObject.Member] = [
      .init(name: "time", value: .string(time)),
      .init(name: "level", value: .string(event.level.rawValue)),
      .init(name: "logger", value: .string(label)),
      .init(name: "message", value: .string(event.message.description)),
    ]
    let told = metadata.merging(event.metadata ?? [:]) { _, new in new }
    members += told.sorted { $0.key < $1.key }.map { name, value in
      .init(
        name: Self.reserved.contains(name) ? "_" + name : name,
        value: .string(Self.cut(value.description)))
    }
    write(JSONValue.object(JSONObject(members)).text + "\n")
  }

  private var time: String {
    Date(timeIntervalSince1970: now())
      .ISO8601Format(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  private static func cut(_ text: String) -> String {
    guard text.utf8.count > valueLimit else { return text }
    return String(decoding: text.utf8.prefix(valueLimit), as: UTF8.self) + "…"
  }
}
