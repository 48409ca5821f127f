/// What can go wrong on the wire between an HTTP client and its server.
package enum WireFault: Hashable, Sendable {
  /// Which way bytes go.
  package enum Way: String, Sendable, CaseIterable {
    case requests
    case answers
  }

  /// Connections are taken and kept, and whatever is sent on them is lost.
  case blackHole
  /// The server's end is gone, and the client is never told.
  case halfOpen
  /// Connections are reset.
  case reset
  /// An answer comes late, by a time that is drawn up to `jitter` more or less.
  case delay(milliseconds: Int, jitter: Int)
  /// Requests and answers go at that many bytes a second.
  case rateLimit(bytesPerSecond: Int)
  /// The connection ends in the middle of an answer's body.
  case truncate
  /// The answer's body is no JSON.
  case garbage
  /// The answer bears another request's id.
  case wrongID
  /// The answer comes twice: at once, or the second time as the answer to the next request.
  case duplicate(isLate: Bool)
  /// The answer is that many bytes long.
  case flood(bytes: Int)
  /// A few bytes at a time.
  case slowLoris(Way, bytes: Int, milliseconds: Int)
  /// The request is refused in front of the server.
  case status(Int)
  /// The answer calls itself HTML.
  case contentType
  /// The answer is compressed, which nobody asked for.
  case gzip

  /// Whether it hits connections rather than single exchanges.
  package var isPartition: Bool {
    switch self {
    case .blackHole, .halfOpen, .reset: true
    case .delay, .rateLimit, .truncate, .garbage, .wrongID, .duplicate, .flood, .slowLoris,
      .status, .contentType, .gzip:
      false
    }
  }
}
