public import EngineRPC
public import NIOCore

/// An engine's answer: its bytes as they came and their outline.
///
/// A class, so that handing it on is one reference and not a dozen.
public final class UpstreamAnswer: Sendable {
  public let body: MessageBody
  public let envelope: Envelope
  /// From handing the request over to the last byte of the answer.
  public let elapsed: TimeAmount
  /// Nil where the answer was put into other words.
  private let head: ResponseHead?

  public convenience init(body: MessageBody, envelope: Envelope, elapsed: TimeAmount) {
    self.init(body: body, envelope: envelope, elapsed: elapsed, head: nil)
  }

  /// - Parameter id: what takes the place of the id that stands in the text; nil to keep that.
  init(
    body: MessageBody, envelope: consuming Envelope, elapsed: TimeAmount, head: ResponseHead?,
    id: [UInt8]? = nil
  ) {
    if let id, let range = envelope.idRange, envelope.id != id {
      self.body = body.replacing(range, with: id)
      envelope.replaceID(with: id)
    } else {
      self.body = body
    }
    self.envelope = envelope
    self.elapsed = elapsed
    self.head = head
  }

  /// An answer that was put into other words; nil where the body is no JSON-RPC message.
  public convenience init?(body: MessageBody, elapsed: TimeAmount) {
    var scanner = EnvelopeScanner()
    body.withContiguousBytes { scanner.feed($0) }
    guard let envelope = (try? scanner.finish()) ?? nil else { return nil }
    self.init(body: body, envelope: envelope, elapsed: elapsed)
  }

  /// The first header of that name, in any case.
  public func header(_ name: String) -> String? { head?.value(of: name) }

  /// Whether both results are written in the same bytes.
  public func hasSameResult(as other: UpstreamAnswer) -> Bool {
    guard let range = envelope.resultRange, let others = other.envelope.resultRange,
      range.count == others.count
    else { return false }
    return body.withContiguousBytes { bytes in
      other.body.withContiguousBytes { bytes[range].elementsEqual($0[others]) }
    }
  }

  /// The same answer under another id.
  public func underID(_ id: [UInt8]) -> UpstreamAnswer {
    UpstreamAnswer(body: body, envelope: envelope, elapsed: elapsed, head: head, id: id)
  }
}
