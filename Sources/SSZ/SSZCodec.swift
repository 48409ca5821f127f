public import EthereumPrimitives

/// An SSZ type: how its values are encoded, decoded, hashed, and written in the Beacon API's JSON.
///
/// Types that need a parameter (a limit, a count) are codecs only; a Swift type that stands for one
/// SSZ type conforms to `SSZValue` and names its codec.
public protocol SSZCodec<Value>: Sendable {
  associatedtype Value

  /// The encoding's size in bytes, or nil where it varies.
  var fixedSize: Int? { get }

  /// Whether lists and vectors of the type pack several elements into a chunk when hashed.
  var isBasic: Bool { get }

  /// Appends the encoding.
  ///
  /// - Throws: where the value is outside of the type's limits.
  func encode(_ value: Value, into output: inout [UInt8]) throws(SSZError)

  /// Decodes bytes of which every one belongs to the value.
  func decode(_ bytes: RawSpan) throws(SSZError) -> Value

  /// The value's hash_tree_root.
  ///
  /// - Throws: where the value is outside of the type's limits.
  func root(of value: Value) throws(SSZError) -> Hash32

  /// The value as the Beacon API writes it.
  func beaconValue(of value: Value) -> BeaconValue

  /// Reads the value as the Beacon API writes it, and nothing else.
  func value(from tree: BeaconValue) throws(SSZError) -> Value
}

extension SSZCodec {
  public var isBasic: Bool { false }
}

extension RawSpan {
  /// Refuses any other number of bytes.
  func expectCount(_ expected: Int) throws(SSZError) {
    guard byteCount == expected else { throw .wrongLength(expected: expected, actual: byteCount) }
  }

  /// The offset at a position that is known to have four bytes.
  func offset(at position: Int) -> Int {
    Int(UInt32(littleEndian: unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)))
  }

  /// The bytes of a range that is known to lie inside, copied.
  func copy(_ range: Range<Int>) -> [UInt8] {
    withUnsafeBytes { Array($0[range]) }
  }
}
