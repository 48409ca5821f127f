/// A rate or a margin: `0.1%` or `10bp`, whole parts per million of 0 … 1.
struct PlannedRate: Hashable, Sendable, PlanValue {
  static var expected: String { "a rate such as 0.1% or 10bp, up to 100%" }

  let partsPerMillion: Int

  /// Creates the nearest rate.
  init(_ value: Double) {
    let parts = (value * Double(PartsPerMillion.whole)).rounded()
    partsPerMillion = parts.isNaN ? 0 : Int(min(max(0, parts), Double(PartsPerMillion.whole)))
  }

  init?(planText: String) {
    guard let parts = PartsPerMillion.read(planText) else { return nil }
    partsPerMillion = parts
  }

  var value: Double { Double(partsPerMillion) / Double(PartsPerMillion.whole) }
  var planText: String { PartsPerMillion.percent(partsPerMillion) }
}
