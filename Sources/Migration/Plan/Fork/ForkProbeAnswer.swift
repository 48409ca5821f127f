/// What an engine's answer to a newPayloadV3 with a wrong hash says of the payload's timestamp.
public enum ForkProbeAnswer: Hashable, Sendable {
  /// The timestamp lies before Cancun.
  case before
  /// The timestamp lies at Cancun or after it.
  case atOrAfter
  /// The answer says nothing about forks.
  case unknown(String)

  /// Reads an error's code, or a status and its latestValidHash.
  ///
  /// -38005 is before Cancun, INVALID with a null latestValidHash is from Cancun on.
  public init(errorCode: Int?, status: String?, latestValidHash: String?) {
    switch (errorCode, status, latestValidHash) {
    case (-38005, _, _): self = .before
    case (nil, "INVALID", nil): self = .atOrAfter
    case (let code?, _, _): self = .unknown("error \(code)")
    case (nil, let status?, let hash):
      self = .unknown(
        "\(status.prefix(40)), latestValidHash \(hash.map { "\($0.prefix(66))" } ?? "null")")
    case (nil, nil, _): self = .unknown("no status")
    }
  }
}
