public import Logging

extension Logger {
  /// Says nothing: what a test expects of a fault it reads off counts, never off a log.
  public static var silent: Logger {
    Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
  }
}
