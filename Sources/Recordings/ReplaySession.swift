public import EngineHTTP
import EngineRPC

/// Makes the requests of a replay: the recorded ones, with payload ids as this engine mints them.
public struct ReplaySession: Sendable {
  /// This engine's id for each recorded id that it mints differently.
  private var ids: [String: String] = [:]

  public init() {}

  /// The request to send for a recorded one, and its id as it stands in the text.
  public func request(for recorded: RecordedExchange) -> (body: MessageBody, id: [UInt8]?) {
    var scanner = EnvelopeScanner()
    recorded.request.withContiguousBytes { scanner.feed($0) }
    guard let envelope = (try? scanner.finish()) ?? nil else { return (recorded.request, nil) }
    if EngineMethod(name: recorded.method)?.family == .getPayload,
      let range = envelope.firstParameterRange, let id = envelope[.firstParameter],
      let own = ids[id]
    {
      return (recorded.request.replacing(range, with: Array(own.utf8)), envelope.id)
    }
    return (recorded.request, envelope.id)
  }

  /// Notes which id this engine minted for the build that the recording knows by another.
  public mutating func note(_ recorded: RecordedExchange, _ answer: UpstreamAnswer) {
    guard let theirs = recorded.responseEnvelope[.payloadId], theirs != "null",
      let own = answer.envelope[.payloadId], own != "null"
    else { return }
    ids[theirs] = own == theirs ? nil : own
  }
}
