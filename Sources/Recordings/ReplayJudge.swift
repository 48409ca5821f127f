public import EngineHTTP
import EngineRPC
import EngineTypes
public import LighthouseCompatibility
import NIOCore

/// Judges an answer against the recorded one by the rules for comparing two sides.
public struct ReplayJudge: Sendable {
  /// What became of one replayed exchange.
  public enum Result: Sendable, Hashable {
    case judged(Judgement)
    /// The answer is an error of lighthouse-compat's own, for that reason.
    case ownError(String)

    /// Whether the answer differs beyond what may.
    public var differs: Bool {
      switch self {
      case .ownError: true
      case .judged(let judgement):
        switch judgement.verdict {
        case .match, .tolerated: false
        case .pending, .mismatch, .divergence, .v4Error, .v5Error, .bothErrors, .comparatorError:
          true
        }
      }
    }
  }

  public init() {}

  public func judge(
    _ recorded: RecordedExchange, _ actual: Swift.Result<UpstreamAnswer, TransportFailure>
  ) -> Result {
    if case .success(let answer) = actual, let reason = Self.ownError(answer) {
      return .ownError(reason)
    }
    let isAnswered = recorded.responseEnvelope.errorKind == nil
    if recorded.method == EngineMethod.exchangeCapabilities, isAnswered,
      case .success(let answer) = actual
    {
      return .judged(Self.judgeCapabilities(recorded, answer))
    }
    let reference = UpstreamAnswer(
      body: recorded.response, envelope: recorded.responseEnvelope, elapsed: .zero)
    let judgement = Comparator().judge(
      operation: Operation(recorded), v4: Outcome(.success(reference)), v5: Outcome(actual))
    return .judged(judgement ?? Judgement(.comparatorError, ["nothing to compare"]))
  }

  /// The reason of an error that no engine said.
  private static func ownError(_ answer: UpstreamAnswer) -> String? {
    guard let range = answer.envelope.errorRange,
      let error = try? JSONValue(parsing: answer.body[range].bytes),
      error["data"]?["source"]?.stringValue == RPCMessage.ownSource
    else { return nil }
    return error["data"]?["err"]?.stringValue ?? error["message"]?.stringValue ?? "no reason given"
  }

  /// Capabilities are compared as the set of methods that the gateway knows.
  private static func judgeCapabilities(
    _ recorded: RecordedExchange, _ answer: UpstreamAnswer
  ) -> Judgement {
    let reference = UpstreamAnswer(
      body: recorded.response, envelope: recorded.responseEnvelope, elapsed: .zero)
    guard let left = CapabilityReading.read(reference), let right = CapabilityReading.read(answer)
    else { return Judgement(.comparatorError, ["no list of methods"]) }
    let known = MethodPolicy.engineMethods
    let missing = left.methods.intersection(known)
      .symmetricDifference(right.methods.intersection(known))
    guard !missing.isEmpty else { return Judgement(.match) }
    return Judgement(.mismatch, ["on one side only: " + missing.sorted().joined(separator: ", ")])
  }
}

extension Operation {
  fileprivate convenience init(_ recorded: RecordedExchange) {
    var scanner = EnvelopeScanner()
    recorded.request.withContiguousBytes { scanner.feed($0) }
    let envelope = ((try? scanner.finish()) ?? nil) ?? recorded.responseEnvelope
    self.init(method: recorded.method, envelope: envelope, size: recorded.request.count)
  }
}
