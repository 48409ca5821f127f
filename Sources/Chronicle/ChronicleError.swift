public import EngineRPC

/// Why logs could not be read or compared.
public enum ChronicleError: Error, Hashable, Sendable {
  /// A log that reached its limit, or whose beginning is gone: nothing can be concluded from it.
  case incomplete(log: String, lost: Int)
  /// An engine that the topology names has no log.
  case missingLog(engine: String)
  /// A log of an engine that the topology does not name.
  case unexpectedLog(engine: String)
  /// An engine's log is no JSON.
  case malformed(JSONError)
  /// An entry of an engine's log lacks a member or holds another kind of value.
  case unreadableEntry(index: Int, member: String)
}

extension ChronicleError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .incomplete(let log, let lost): "the log of \(log) lacks \(lost) entries"
    case .missingLog(let engine): "no log of engine \(engine)"
    case .unexpectedLog(let engine): "a log of \(engine), which the topology does not name"
    case .malformed(let error): "an engine's log is no JSON: \(error)"
    case .unreadableEntry(let index, let member):
      "entry \(index) of an engine's log: '\(member)' is missing or unreadable"
    }
  }
}
