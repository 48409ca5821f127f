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

  static func contradiction(_ contradiction: Contradiction, id: [UInt8]?) -> MessageBody {
    let detail =
      switch contradiction {
      case .flip(let block):
        "the engine contradicts what was said of block \(block) before; v5 is frozen,"
          + " see `lighthouse-compat status`"
      case .contestedAncestor(let block, let parent):
        "block \(block) descends from \(parent), about which the engines disagree; decide which is"
          + " right, then `lighthouse-compat mode --unfreeze`"
      }
    return RPCMessage.ownError(EngineError(.internalError, detail: detail), id: id)
  }

  static func secondWriter(
    _ caller: CallerIdentity, besides writer: CallerIdentity, id: [UInt8]?
  ) -> MessageBody {
    let lease = Int(WriterWatch.lease)
    return RPCMessage.ownError(
      EngineError(
        .invalidRequest,
        detail:
          "this gateway follows another node's forkchoice (\(writer)); this one (\(caller)) may"
          + " take over when that one has been silent for \(lease) s"), id: id)
  }
}
