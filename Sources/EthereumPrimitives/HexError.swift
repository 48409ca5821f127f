/// Why a hexadecimal string was refused.
public enum HexError: Error, Hashable, Sendable {
  /// The string does not begin with `0x`.
  case missingPrefix
  /// DATA must have two digits a byte.
  case oddLength(digits: Int)
  /// The byte at this position is no hexadecimal digit.
  case invalidDigit(position: Int)
  /// A QUANTITY of `0x` or with a leading zero.
  case notMinimal
  /// A value of another width than the type's.
  case wrongLength(expectedBytes: Int, actualBytes: Int)
  /// A QUANTITY above what the type holds.
  case overflow(bits: Int)
}

extension HexError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .missingPrefix: "hex string without 0x prefix"
    case .oddLength(let digits): "hex data with an odd number of digits (\(digits))"
    case .invalidDigit(let position): "no hexadecimal digit at position \(position)"
    case .notMinimal: "hex quantity that is empty or has a leading zero"
    case .wrongLength(let expected, let actual):
      "hex data of \(actual) bytes, expected \(expected)"
    case .overflow(let bits): "hex quantity larger than \(bits) bits"
    }
  }
}
