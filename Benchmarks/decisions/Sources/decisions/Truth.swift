/// What is true in a simulated test: each arm's success rate, and v5's share in basis points.
struct Truth: CustomStringConvertible {
  let v4: Double
  let v5: Double
  let share: Int

  var difference: Double { v5 - v4 }
  var isNull: Bool { v4 == v5 }

  var description: String { "v4 \(v4), v5 \(v5), \(share / 100) % on v5" }

  static let all = [
    Truth(v4: 0.999, v5: 0.999, share: 5_000), Truth(v4: 0.99, v5: 0.99, share: 5_000),
    Truth(v4: 0.99, v5: 0.99, share: 1_000), Truth(v4: 0.5, v5: 0.5, share: 5_000),
    Truth(v4: 0.99, v5: 0.97, share: 5_000), Truth(v4: 0.95, v5: 0.90, share: 5_000),
    Truth(v4: 0.99, v5: 0.90, share: 1_000), Truth(v4: 0.97, v5: 0.99, share: 5_000),
  ]
}
