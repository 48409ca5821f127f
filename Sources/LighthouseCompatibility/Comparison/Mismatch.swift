import EngineHTTP
import EngineRPC
import Logging

/// A mismatch with what was asked and what both sides answered, for a person to look at.
public struct Mismatch: Sendable {
  /// Bytes of a body that are kept.
  public static let bodyLimit = 64 * 1024

  public let exchange: UInt64
  public let method: String
  public let block: String?
  public let authority: Side
  public let verdict: Verdict
  public let differences: [String]
  /// What the caller asked, cut at `bodyLimit`.
  public let request: String
  public let v4: String
  public let v5: String

  init(_ exchange: ComparedExchange, _ judgement: Judgement, request: MessageBody?) {
    self.exchange = exchange.id.number
    method = exchange.operation.method
    block = exchange.operation.block
    authority = exchange.authority
    verdict = judgement.verdict
    differences = judgement.differences
    self.request = request.map(Self.text) ?? ""
    v4 = Self.text(exchange.v4)
    v5 = Self.text(exchange.v5)
  }

  /// Bytes of a body that a line of the log holds; the whole is at the admin interface.
  private static let excerptLimit = 512

  /// The bodies, for the log.
  var excerpts: Logger.Metadata {
    func excerpt(_ text: String) -> Logger.MetadataValue {
      guard text.utf8.count > Self.excerptLimit else { return "\(text)" }
      return "\(String(decoding: text.utf8.prefix(Self.excerptLimit), as: UTF8.self))…"
    }
    return ["request": excerpt(request), "v4": excerpt(v4), "v5": excerpt(v5)]
  }

  private static func text(_ outcome: Outcome) -> String {
    switch outcome {
    case .answer(let answer), .engineError(_, let answer): text(answer.body)
    case .failure(let failure): failure.description
    case .refused(let feature): feature.description
    case .notAsked(let reason): "not asked: \(reason.rawValue)"
    }
  }

  private static func text(_ body: MessageBody) -> String {
    guard body.count > bodyLimit else { return body.text }
    return body[0..<bodyLimit].text + "… (\(body.count) bytes in all)"
  }
}

/// The last mismatches, newest last.
struct MismatchLog {
  static let capacity = 32

  private(set) var entries: [Mismatch] = []

  mutating func append(_ mismatch: Mismatch) {
    if entries.count == Self.capacity { entries.removeFirst() }
    entries.append(mismatch)
  }
}
