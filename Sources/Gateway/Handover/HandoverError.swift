/// Why a gateway was not replaced; the one that runs goes on.
public enum HandoverError: Error, Sendable, Hashable, CustomStringConvertible {
  case callersWait(milliseconds: Int)
  case cannotStart(program: String, reason: String)
  case ended(doing: String)
  case silent(doing: String, seconds: Int)
  case unreadable(String)
  case otherFormat(own: Int, successors: String)

  public var description: String {
    switch self {
    case .callersWait(let milliseconds):
      "an engine had not answered a caller after \(milliseconds) ms; try again when it has"
    case .cannotStart(let program, let reason): "\(program) cannot be started: \(reason)"
    case .ended(let doing):
      "the new program ended while \(doing); what it said stands above"
    case .silent(let doing, let seconds):
      "the new program said nothing for \(seconds) s while \(doing)"
    case .unreadable(let what): "\(what) cannot be read: the other program is of another kind"
    case .otherFormat(let own, let successors):
      "the new program takes handovers of format \(successors), this one gives \(own):"
        + " restart instead, at a quiet moment (docs/runbooks/replace.md)"
    }
  }
}
