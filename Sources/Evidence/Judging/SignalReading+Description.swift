import Glibc

extension SignalReading: CustomStringConvertible {
  /// Value, comparator, threshold and evidence: `latency-p99 512 ms > 1.5 × 301 ms (W=3.4e2 of 1e6,
  /// n5=812)`.
  public var description: String {
    let evidence = evidence.isEmpty ? "" : " (\(evidence))"
    return "\(detector.rawValue) \(comparison)\(evidence)"
  }

  private var comparison: String {
    guard let v5 else { return "no data" }
    guard let limit, let threshold else { return text(v5) }
    let comparator = v5 > threshold ? ">" : v5 == threshold ? "=" : "<"
    let right =
      switch limit {
      case .value(let value): text(value)
      case .times(let ratio): "\(Self.short(ratio)) × \(v4.map(text) ?? "?")"
      case .plus(let margin):
        (v4.map(text) ?? "?") + " + "
          + (unit == .share ? Self.fixed(margin * 100, 2) + " pp" : text(margin))
      }
    return "\(text(v5)) \(comparator) \(right)"
  }

  private var evidence: String {
    var parts: [String] = []
    if let logWealth {
      parts.append("W=\(Self.power(logWealth)) of \(Self.power(log(max(failWealth, 1e-300))))")
    }
    if n4 > 0 { parts.append("n4=\(n4)") }
    if n5 > 0 { parts.append("n5=\(n5)") }
    if let note { parts.append(note) }
    return parts.joined(separator: ", ")
  }

  private func text(_ value: Double) -> String {
    switch unit {
    case .share: Self.fixed(value * 100, 2) + " %"
    case .milliseconds: Self.fixed(value, value < 10 ? 1 : 0) + " ms"
    case .seconds: Self.fixed(value, 0) + " s"
    case .count: Self.fixed(value, 0)
    }
  }

  /// A number without zeros at its end.
  static func short(_ value: Double) -> String {
    var text = fixed(value, 3)
    while text.contains("."), let last = text.last, last == "0" || last == "." {
      text.removeLast()
      if last == "." { break }
    }
    return text
  }

  /// e to that power as `3.4e2`, or `1e6` where the first digit says all.
  static func power(_ logarithm: Double) -> String {
    guard logarithm.isFinite, abs(logarithm) < 1e15 else { return logarithm > 0 ? "inf" : "0" }
    let decimal = logarithm / log(10.0)
    var exponent = decimal.rounded(.down)
    var mantissa = (pow(10, decimal - exponent) * 10).rounded() / 10
    if mantissa >= 10 { (mantissa, exponent) = (1, exponent + 1) }
    let digits = fixed(mantissa, 1)
    return (digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits) + "e"
      + fixed(exponent, 0)
  }

  private static func fixed(_ value: Double, _ digits: Int) -> String {
    let scale = pow(10, Double(digits))
    let scaled = (value.magnitude * scale).rounded()
    guard scaled < 1e15 else { return value.description }
    let text = String(Int64(scaled))
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return sign + padded }
    return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}
