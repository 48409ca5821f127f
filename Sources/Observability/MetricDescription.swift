/// What a metric of a name is.
public struct MetricDescription: Sendable, Hashable {
  /// Bounds in seconds that fit the Engine API: 0.25 ms to 16 s.
  public static let engineTimes: [Double] = [
    0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512, 1, 2, 4,
    8, 16,
  ]

  /// As it is scraped; a counter's ends in `_total`.
  public let name: String
  public let kind: MetricKind
  /// One line.
  public let help: String
  /// A histogram's upper bounds, ascending.
  public let bounds: [Double]

  public init(
    _ name: String, _ kind: MetricKind, _ help: String, bounds: [Double] = engineTimes
  ) {
    self.name = name
    self.kind = kind
    self.help = help
    self.bounds = bounds
  }
}

/// How a metric behaves.
public enum MetricKind: String, Sendable, Hashable {
  case counter
  case gauge
  case histogram
}
