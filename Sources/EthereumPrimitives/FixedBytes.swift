#if canImport(Glibc)
  import Glibc
#endif

/// A byte string of a length that its type fixes, stored in place.
///
/// Its textual form is DATA: `0x` and two lower-case digits a byte. A conforming type is nothing
/// but its bytes: one stored `InlineArray` of `UInt8`.
public protocol FixedBytes: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// All zeros.
  init()
}

extension FixedBytes {
  /// The number of bytes.
  public static var count: Int { MemoryLayout<Self>.size }

  /// All zeros.
  public static var zero: Self { Self() }

  /// Copies bytes, or returns nil where there are not exactly `count` of them.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count == Self.count else { return nil }
    self.init()
    withUnsafeMutableBytes { target in
      target.copyBytes(from: bytes)
    }
  }

  /// Decodes DATA of exactly `count` bytes.
  public init(hex text: String) throws(HexError) {
    var copy = text
    let result: Result<Self, HexError> = copy.withUTF8 { utf8 in
      do throws(HexError) {
        return .success(try Self(hexUTF8: UnsafeRawBufferPointer(utf8)))
      } catch {
        return .failure(error)
      }
    }
    self = try result.get()
  }

  /// Decodes DATA of exactly `count` bytes from its UTF-8 bytes.
  public init(hexUTF8 utf8: UnsafeRawBufferPointer) throws(HexError) {
    self.init()
    try withUnsafeMutableBytes { (target) throws(HexError) in
      try Hex.decodeData(utf8: utf8, into: target)
    }
  }

  /// The bytes, copied.
  public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

  /// Whether every byte is zero.
  public var isZero: Bool { self == .zero }

  /// Reads the bytes in place.
  public func withUnsafeBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try Swift.withUnsafeBytes(of: self) { (buffer) throws(Failure) in try body(buffer) }
  }

  /// Writes the bytes in place.
  public mutating func withUnsafeMutableBytes<Result, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try Swift.withUnsafeMutableBytes(of: &self) { (buffer) throws(Failure) in try body(buffer) }
  }

  public static func == (left: Self, right: Self) -> Bool {
    left.withUnsafeBytes { a in
      right.withUnsafeBytes { b in
        guard let first = a.baseAddress, let second = b.baseAddress else { return true }
        return memcmp(first, second, count) == 0
      }
    }
  }

  public static func < (left: Self, right: Self) -> Bool {
    left.withUnsafeBytes { a in right.withUnsafeBytes { b in a.lexicographicallyPrecedes(b) } }
  }

  public func hash(into hasher: inout Hasher) {
    withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  public var description: String { withUnsafeBytes { Hex.encodeData($0) } }
}

/// A Keccak-256 hash, an SSZ root or any other 32 bytes.
public struct Hash32: FixedBytes {
  private var storage = InlineArray<32, UInt8>(repeating: 0)
  public init() {}
}

/// An account's address.
public struct Address: FixedBytes {
  private var storage = InlineArray<20, UInt8>(repeating: 0)
  public init() {}
}

/// Eight bytes: the id of a payload being built.
public struct Bytes8: FixedBytes {
  private var storage = InlineArray<8, UInt8>(repeating: 0)
  public init() {}
}

/// Forty-eight bytes: a compressed point on G1 (a BLS public key, a KZG commitment or proof).
public struct Bytes48: FixedBytes {
  private var storage = InlineArray<48, UInt8>(repeating: 0)
  public init() {}
}

/// Ninety-six bytes: a compressed point on G2 (a BLS signature).
public struct Bytes96: FixedBytes {
  private var storage = InlineArray<96, UInt8>(repeating: 0)
  public init() {}
}

/// Two hundred and fifty-six bytes: the bloom filter of a block's logs.
public struct LogsBloom: FixedBytes {
  private var storage = InlineArray<256, UInt8>(repeating: 0)
  public init() {}
}

/// Four bytes: a fork version or a domain type.
public struct Bytes4: FixedBytes {
  private var storage = InlineArray<4, UInt8>(repeating: 0)
  public init() {}
}
