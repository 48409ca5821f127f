/// Reads and writes shares as `5%`, `0.05%` or `500bp`, exactly.
enum PartsPerMillion {
  static let whole = 1_000_000

  /// The parts per million of a text; nil for what is no share of 0 … 1 with a unit.
  static func read(_ text: String) -> Int? {
    if text.hasSuffix("bp") { return number(text.dropLast(2), unit: 100, decimals: 2) }
    if text.hasSuffix("%") { return number(text.dropLast(), unit: 10_000, decimals: 4) }
    return nil
  }

  /// The shortest text in percent.
  static func percent(_ parts: Int) -> String {
    let (integer, fraction) = parts.quotientAndRemainder(dividingBy: 10_000)
    guard fraction > 0 else { return "\(integer)%" }
    var digits = String(10_000 + fraction).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    return "\(integer).\(digits)%"
  }

  private static func number(_ text: Substring, unit: Int, decimals: Int) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let first = parts.first, isDigits(first, 1...7), let integer = Int(first) else {
      return nil
    }
    var total = integer * unit
    if parts.count == 2 {
      let digits = parts[1]
      guard isDigits(digits, 1...decimals) else { return nil }
      let padded = digits + String(repeating: "0", count: decimals - digits.count)
      guard let fraction = Int(padded) else { return nil }
      total += fraction
    }
    return total <= whole ? total : nil
  }

  private static func isDigits(_ text: Substring, _ lengths: ClosedRange<Int>) -> Bool {
    lengths.contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
  }
}
