/// How the log is written: for people, or a JSON object a line.
public enum LogFormat: String, Sendable, Hashable, CaseIterable {
  case text
  case json
}
