/// A format that Prometheus reads.
public enum ExpositionFormat: Sendable, Hashable {
  /// The text format, version 0.0.4.
  case text
  /// OpenMetrics 1.0.0.
  case openMetrics

  public var contentType: String {
    switch self {
    case .text: "text/plain; version=0.0.4; charset=utf-8"
    case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
    }
  }

  /// The format that an Accept header asks for: of those it names the one with the highest `q`,
  /// and the text format where it names neither.
  public init(accept: String?) {
    var best = (quality: 0.0, format: Self.text)
    for range in (accept ?? "").split(separator: ",") {
      let parts = range.split(separator: ";").map { $0.trimmingPrefix { $0 == " " } }
      guard let type = parts.first?.split(separator: " ").first else { continue }
      let quality =
        parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      let version = parts.dropFirst().first { $0.hasPrefix("version=") }?.dropFirst(8)
      switch type.lowercased() {
      case "application/openmetrics-text"
      where quality > best.quality && (version == nil || version == "1.0.0"):
        best = (quality, .openMetrics)
      case "text/plain" where quality > best.quality, "*/*" where quality > best.quality,
        "text/*" where quality > best.quality:
        best = (quality, .text)
      default: break
      }
    }
    self = best.format
  }
}
