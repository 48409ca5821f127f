/// A value that a plan writes as one scalar.
protocol PlanValue {
  /// What a valid text looks like, for error messages.
  static var expected: String { get }
  init?(planText: String)
  var planText: String { get }
}

extension Int: PlanValue {
  static var expected: String { "a whole number" }

  init?(planText: String) {
    guard planText.utf8.allSatisfy({ (48...57).contains($0) || $0 == 45 }) else { return nil }
    self.init(planText)
  }

  var planText: String { description }
}

extension Double: PlanValue {
  static var expected: String { "a number such as 1.5 or 1e6" }

  init?(planText: String) {
    let allowed = Set("0123456789.eE+-".utf8)
    guard planText.utf8.allSatisfy(allowed.contains), let value = Double(planText), value.isFinite
    else { return nil }
    self = value
  }

  var planText: String {
    var (exponent, rest) = (0, self)
    while rest >= 10, rest.truncatingRemainder(dividingBy: 10) == 0 {
      (rest, exponent) = (rest / 10, exponent + 1)
    }
    if exponent >= 3, let digits = Int(exactly: rest) { return "\(digits)e\(exponent)" }
    return Int(exactly: self).map(String.init) ?? description
  }
}

extension Bool: PlanValue {
  static var expected: String { "true or false" }

  init?(planText: String) { self.init(planText) }

  var planText: String { description }
}

extension String: PlanValue {
  static var expected: String { "a text of 1 to 500 characters without control characters" }

  init?(planText: String) {
    guard (1...500).contains(planText.count),
      planText.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
    else { return nil }
    self = planText
  }

  var planText: String { self }
}

extension PlanValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  static var expected: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }

  init?(planText: String) { self.init(rawValue: planText) }

  var planText: String { rawValue }
}
