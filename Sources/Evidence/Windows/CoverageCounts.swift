/// How often v5 has answered each method under each fork's rules.
public struct CoverageCounts: Codable, Sendable, Hashable {
  /// As many forks as are kept for a method; further ones are not counted.
  public static let forkLimit = 32
  /// As many characters as are kept of a fork's name.
  public static let nameLimit = 32

  /// The answers of v5 by method and fork.
  public private(set) var answers: [SampledMethod: [String: Int]] = [:]

  public init() {}

  /// The payloads that v5 has built.
  public var builds: Int { count(.getPayload) }

  /// The answers of v5 to a method, under one fork's rules or under all.
  public func count(_ method: SampledMethod, fork: String? = nil) -> Int {
    guard let forks = answers[method] else { return 0 }
    if let fork { return forks[String(fork.prefix(Self.nameLimit))] ?? 0 }
    return forks.values.reduce(0) { $0.saturatingAdd(max(0, $1)) }
  }

  public mutating func record(_ method: SampledMethod, fork: String, count: Int = 1) {
    let name = String(fork.prefix(Self.nameLimit))
    let forks = answers[method] ?? [:]
    guard count > 0, forks[name] != nil || forks.count < Self.forkLimit else { return }
    answers[method, default: [:]][name, default: 0] = (forks[name] ?? 0).saturatingAdd(count)
  }

  public mutating func merge(_ other: CoverageCounts) {
    for (method, forks) in other.answers {
      for (fork, count) in forks.sorted(by: { $0.key < $1.key }) {
        record(method, fork: fork, count: count)
      }
    }
  }
}
