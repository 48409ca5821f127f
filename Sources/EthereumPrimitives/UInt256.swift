/// An unsigned 256-bit integer.
public struct UInt256: Sendable, Hashable {
  /// The four words, least significant first.
  public var words: (UInt64, UInt64, UInt64, UInt64) {
    (low.word0, low.word1, high.word0, high.word1)
  }

  private var high: UInt128
  private var low: UInt128

  public static let zero = UInt256(0)
  public static let max = UInt256(high: .max, low: .max)

  public init(_ value: UInt64) {
    self.init(high: 0, low: UInt128(value))
  }

  public init(high: UInt128, low: UInt128) {
    self.high = high
    self.low = low
  }

  /// Returns nil where the value does not fit in 64 bits.
  public var asUInt64: UInt64? {
    high == 0 ? UInt64(exactly: low) : nil
  }
}

extension UInt128 {
  fileprivate var word0: UInt64 { UInt64(truncatingIfNeeded: self) }
  fileprivate var word1: UInt64 { UInt64(truncatingIfNeeded: self >> 64) }
}

extension UInt256: ExpressibleByIntegerLiteral {
  public init(integerLiteral value: UInt64) { self.init(value) }
}

extension UInt256: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

// MARK: Arithmetic

extension UInt256 {
  /// The sum modulo 2^256, and whether it wrapped.
  public func addingReportingOverflow(_ other: Self) -> (partialValue: Self, overflow: Bool) {
    let (low, carry) = low.addingReportingOverflow(other.low)
    let (sum, first) = high.addingReportingOverflow(other.high)
    let (high, second) = sum.addingReportingOverflow(carry ? 1 : 0)
    return (UInt256(high: high, low: low), first || second)
  }

  /// The difference modulo 2^256, and whether it wrapped.
  public func subtractingReportingOverflow(_ other: Self) -> (partialValue: Self, overflow: Bool) {
    let (low, borrow) = low.subtractingReportingOverflow(other.low)
    let (difference, first) = high.subtractingReportingOverflow(other.high)
    let (high, second) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
    return (UInt256(high: high, low: low), first || second)
  }

  /// The product modulo 2^256, and whether it wrapped.
  public func multipliedReportingOverflow(by factor: UInt64) -> (partialValue: Self, overflow: Bool)
  {
    let (lowHigh, lowLow) = low.multipliedFullWidth(by: UInt128(factor))
    let (product, first) = high.multipliedReportingOverflow(by: UInt128(factor))
    let (high, second) = product.addingReportingOverflow(lowHigh)
    return (UInt256(high: high, low: lowLow), first || second)
  }

  /// The quotient and remainder by a 64-bit divisor, which must not be zero.
  public func quotientAndRemainder(
    dividingBy divisor: UInt64
  ) -> (quotient: Self, remainder: UInt64) {
    precondition(divisor != 0, "division by zero")
    let wide = UInt128(divisor)
    var remainder: UInt128 = 0
    func divide(_ word: UInt64) -> UInt128 {
      let dividend = remainder << 64 | UInt128(word)
      remainder = dividend % wide
      return dividend / wide
    }
    let (w0, w1, w2, w3) = words
    let q3 = divide(w3)
    let q2 = divide(w2)
    let q1 = divide(w1)
    let q0 = divide(w0)
    return (UInt256(high: q3 << 64 | q2, low: q1 << 64 | q0), UInt64(remainder))
  }

  public static func + (left: Self, right: Self) -> Self {
    let (sum, overflow) = left.addingReportingOverflow(right)
    precondition(!overflow, "sum above 2^256")
    return sum
  }

  public static func - (left: Self, right: Self) -> Self {
    let (difference, overflow) = left.subtractingReportingOverflow(right)
    precondition(!overflow, "difference below zero")
    return difference
  }
}

// MARK: Bytes

extension UInt256 {
  /// Reads at most 32 bytes, most significant first; nil where there are more.
  public init?(bigEndian bytes: some Collection<UInt8>) {
    guard bytes.count <= 32 else { return nil }
    self.init(0)
    for byte in bytes {
      high = high << 8 | low >> 120
      low = low << 8 | UInt128(byte)
    }
  }

  /// Reads exactly 32 bytes, least significant first, as SSZ has them.
  public init?(littleEndian bytes: some BidirectionalCollection<UInt8>) {
    guard bytes.count == 32 else { return nil }
    self.init(bigEndian: bytes.reversed())
  }

  /// The 32 bytes, most significant first.
  public var bigEndianBytes: [UInt8] {
    [high, low].flatMap { half in
      stride(from: 120, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> UInt128($0)) }
    }
  }

  /// The 32 bytes, least significant first.
  public var littleEndianBytes: [UInt8] { bigEndianBytes.reversed() }

  /// The bytes without leading zeros, most significant first, as RLP has them.
  public var minimalBigEndianBytes: [UInt8] { Array(bigEndianBytes.drop { $0 == 0 }) }
}

// MARK: Text

extension UInt256 {
  /// Decodes a QUANTITY of at most 256 bits from its UTF-8 bytes, `0x` included.
  public init(quantityUTF8 utf8: UnsafeRawBufferPointer) throws(HexError) {
    self.init(0)
    var high: UInt128 = 0
    var low: UInt128 = 0
    try Hex.forEachQuantityDigit(utf8, maximumDigits: 64) { digit in
      high = high << 4 | low >> 124
      low = low << 4 | UInt128(digit)
    }
    self.high = high
    self.low = low
  }

  /// Decodes a QUANTITY of at most 256 bits.
  public init(quantity text: String) throws(HexError) {
    var copy = text
    let result: Result<Self, HexError> = copy.withUTF8 { utf8 in
      do throws(HexError) {
        return .success(try Self(quantityUTF8: UnsafeRawBufferPointer(utf8)))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// Reads decimal digits without sign, as the Beacon API writes integers; nil where they are not.
  public init?(decimal text: String) {
    guard !text.isEmpty, text.utf8.count <= 78 else { return nil }
    self.init(0)
    for character in text.utf8 {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(character) else { return nil }
      let (product, first) = multipliedReportingOverflow(by: 10)
      let digit = UInt256(UInt64(character - UInt8(ascii: "0")))
      let (sum, second) = product.addingReportingOverflow(digit)
      guard !first, !second else { return nil }
      self = sum
    }
  }

  /// The QUANTITY form.
  public var quantity: String {
    high == 0
      ? Hex.encodeQuantity(low)
      : "0x" + String(high, radix: 16) + String(low, radix: 16).leftPadded(to: 32)
  }
}

extension String {
  fileprivate func leftPadded(to width: Int) -> String {
    String(repeating: "0", count: Swift.max(0, width - utf8.count)) + self
  }
}

extension UInt256: CustomStringConvertible {
  /// The decimal form, as the Beacon API has it.
  public var description: String {
    guard self != .zero else { return "0" }
    var digits: [String] = []
    var rest = self
    let chunk: UInt64 = 10_000_000_000_000_000_000
    while rest != .zero {
      let (quotient, remainder) = rest.quotientAndRemainder(dividingBy: chunk)
      let text = String(remainder)
      digits.append(quotient == .zero ? text : text.leftPadded(to: 19))
      rest = quotient
    }
    return digits.reversed().joined()
  }
}
