import Glibc

/// What Stirling's formula leaves over, for the two gamma functions of a beta-binomial mixture.
///
/// With the leading terms cancelled by hand no digits are lost at any number of requests, which
/// differences of `lgamma` would lose from about 10⁹ on.
enum Remainder {
  /// Below this many, exact sums; from there on the series, whose next term is below 10⁻¹².
  private static let exactBelow = 16
  private static let halfTable = (0..<exactBelow).map(exactHalf)
  private static let wholeTable = (0..<exactBelow).map(exactWhole)

  /// ln Γ(x + ½) − (x ln x − x + ½ ln 2π).
  static func half(_ count: Int) -> Double {
    if count < exactBelow { return halfTable[count] }
    let inverse = 1 / Double(count)
    let square = inverse * inverse
    return -inverse * (1.0 / 24 - square * (7.0 / 2880 - square * 31 / 40320))
  }

  /// ln n! − (n ln n − n + ½ ln 2πn), for n ≥ 1.
  static func whole(_ count: Int) -> Double {
    if count < exactBelow { return wholeTable[count] }
    let inverse = 1 / Double(count)
    let square = inverse * inverse
    return inverse * (1.0 / 12 - square * (1.0 / 360 - square / 1260))
  }

  private static func exactHalf(_ count: Int) -> Double {
    let gamma = (0..<count).reduce(0.5 * log(Double.pi)) { $0 + log(Double($1) + 0.5) }
    return gamma - leading(Double(count)) - 0.5 * log(2 * Double.pi)
  }

  private static func exactWhole(_ count: Int) -> Double {
    guard count > 0 else { return 0 }
    let gamma = (1...count).reduce(0.0) { $0 + log(Double($1)) }
    return gamma - leading(Double(count)) - 0.5 * log(2 * Double.pi * Double(count))
  }

  private static func leading(_ value: Double) -> Double {
    value == 0 ? 0 : value * log(value) - value
  }
}
