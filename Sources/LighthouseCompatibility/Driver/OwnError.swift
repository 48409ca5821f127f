import EngineHTTP
import EngineRPC
import EngineTypes

/// The errors that a caller gets of this program rather than of an engine; each is marked so.
enum OwnError {
  static func methodNotFound(_ method: String, id: [UInt8]?) -> MessageBody {
    RPCMessage.ownError(
      EngineError(
        .methodNotFound, message: "the method \(method) does not exist/is not available"), id: id)
  }

  /// What a caller is told where its authority's engine gave no answer; nil where it did.
  static func answer(to outcome: Outcome, side: Side, id: [UInt8]?) -> MessageBody? {
    switch outcome {
    case .answer, .engineError: nil
    case .refused(let feature):
      RPCMessage.ownError(EngineError(.unsupportedFork, detail: feature.description), id: id)
    case .failure(let failure):
      RPCMessage.ownError(
        EngineError(.internalError, detail: "\(side.rawValue): \(failure.description)"), id: id)
    case .notAsked(let reason):
      RPCMessage.ownError(
        EngineError(.internalError, detail: "\(side.rawValue) was not asked: \(reason.rawValue)"),
        id: id)
    }
  }

  static func capabilitiesUnknown(id: [UInt8]?) -> MessageBody {
    RPCMessage.ownError(
      EngineError(
        .internalError, detail: "no engine has told its capabilities yet; is one running?"),
      id: id)
  }
}
