import Synchronization

/// The series of one name.
final class PrometheusFamily: Sendable {
  struct Series {
    /// The labels with their braces, as they are written; empty without labels.
    let labels: String
    let instrument: PrometheusInstrument
  }

  let description: MetricDescription
  private let state = Mutex<(order: [Series], places: [String: Int])>(([], [:]))

  init(_ description: MetricDescription) {
    self.description = description
  }

  var count: Int { state.withLock { $0.order.count } }

  /// In the order in which they were made.
  var series: [Series] { state.withLock { $0.order } }

  func instrument(_ dimensions: [(String, String)]) -> PrometheusInstrument? {
    let labels = Self.text(dimensions)
    return state.withLock { state in state.places[labels].map { state.order[$0].instrument } }
  }

  @discardableResult func add(
    _ instrument: PrometheusInstrument, _ dimensions: [(String, String)]
  ) -> PrometheusInstrument {
    let labels = Self.text(dimensions)
    state.withLock { state in
      state.places[labels] = state.order.count
      state.order.append(Series(labels: labels, instrument: instrument))
    }
    return instrument
  }

  private static func text(_ dimensions: [(String, String)]) -> String {
    if dimensions.isEmpty { return "" }
    let list = dimensions.sorted { $0.0 < $1.0 }.map { "\($0.0)=\"\(escaped($0.1))\"" }
    return "{" + list.joined(separator: ",") + "}"
  }

  private static func escaped(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 == 0x5c || $0 == 0x22 || $0 == 0x0a }) else {
      return value
    }
    return value.reduce(into: "") { text, character in
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
  }
}
