public import EngineHTTP
public import EngineRPC
public import EngineTypes

/// What came of asking one side.
public enum Outcome: Sendable {
  /// A result.
  case answer(UpstreamAnswer)
  /// An error object of the engine's.
  case engineError(EngineError, UpstreamAnswer)
  case failure(TransportFailure)
  /// The dialect cannot express the operation: the engine was not asked.
  case refused(Inexpressible)
  /// Nothing was asked of this side, for a reason that is no fault of either.
  case notAsked(SkipReason)

  /// The size of what the engine said.
  var answerBytes: Int {
    switch self {
    case .answer(let answer), .engineError(_, let answer): answer.body.count
    case .failure, .refused, .notAsked: 0
    }
  }

  /// Whether the engine was reached and spoke.
  public var isEngineWord: Bool {
    switch self {
    case .answer, .engineError: true
    case .failure, .refused, .notAsked: false
    }
  }
}

/// Why a follower was not asked although it could have been.
public enum SkipReason: String, Sendable, Hashable, CaseIterable {
  /// The build has no id on this side, or its id is not known.
  case unknownBuild
  /// The lane had no room.
  case laneFull
  /// The side's engine cannot be reached.
  case offline
  /// The side's engine is on another chain.
  case wrongChain
  /// Both sides are one engine, which has been told already.
  case sharedEngine
  /// The mode does not ask it.
  case notRouted
  /// The side was taken away while the operation was under way.
  case sideNotConfigured
}

extension Outcome {
  /// Reads an engine's answer as a result or an error object.
  public init(_ result: Result<UpstreamAnswer, TransportFailure>) {
    switch result {
    case .failure(let failure): self = .failure(failure)
    case .success(let answer):
      guard answer.envelope.errorKind == .object else {
        self = .answer(answer)
        return
      }
      guard let code = answer.envelope[.errorCode].flatMap(Int.init) else {
        self = .failure(.notJSON(reason: "an error object without a whole number as code"))
        return
      }
      let message = answer.envelope[.errorMessage] ?? ""
      self = .engineError(EngineError(code: code, message: message), answer)
    }
  }
}
