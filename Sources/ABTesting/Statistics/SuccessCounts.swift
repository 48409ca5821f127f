/// How many requests there were and how many of them succeeded.
public struct SuccessCounts: Sendable, Hashable {
  public private(set) var requests: Int
  public private(set) var successes: Int
  /// The requests that did not succeed.
  public var failures: Int { requests - successes }
  /// The share of successes, 0 … 1, or nil without a request.
  public var rate: Double? { requests == 0 ? nil : Double(successes) / Double(requests) }

  /// Creates counts; negative numbers count as 0, and at most every request is a success.
  public init(requests: Int = 0, successes: Int = 0) {
    self.requests = max(0, requests)
    self.successes = min(max(0, successes), self.requests)
  }

  /// Counts one request.
  public mutating func record(success: Bool) {
    requests += 1
    if success { successes += 1 }
  }
}
