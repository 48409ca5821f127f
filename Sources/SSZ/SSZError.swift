public import EthereumPrimitives

/// Why bytes or a value tree are no object of an SSZ type, or an object has no SSZ form.
public enum SSZError: Error, Hashable, Sendable {
  // MARK: Bytes

  /// A type of fixed size from another number of bytes.
  case wrongLength(expected: Int, actual: Int)
  /// Fewer bytes than the fixed part of a container has.
  case tooShort(minimum: Int, actual: Int)
  /// Elements of fixed size from bytes that do not divide evenly.
  case unevenLength(elementSize: Int, actual: Int)
  /// The first offset of a container does not point behind its fixed part.
  case wrongFirstOffset(expected: Int, actual: Int)
  /// The first offset of a list is zero or no multiple of an offset's size.
  case unalignedFirstOffset(actual: Int)
  /// An offset below the one before it.
  case decreasingOffset(previous: Int, actual: Int)
  /// An offset behind the last byte.
  case offsetOutOfRange(length: Int, actual: Int)
  /// A boolean that is neither 0 nor 1.
  case notABoolean(actual: UInt8)
  /// A bitlist that is empty or whose last byte is zero.
  case missingDelimiter
  /// Bits beyond the last of a bitvector that are not zero.
  case paddingNotZero(bitCount: Int, lastByte: UInt8)

  // MARK: Counts

  /// A list of more elements, bytes or bits than its type allows.
  case aboveLimit(limit: Int, actual: Int)
  /// A vector of another number of elements or bits than its type has.
  case wrongCount(expected: Int, actual: Int)
  /// An encoding that 32-bit offsets cannot span.
  case offsetOverflow(actual: Int)

  // MARK: Value trees

  /// A value of another kind than its type is written as.
  case wrongKind(expected: BeaconValue.Kind, actual: BeaconValue.Kind)
  /// A string that is no decimal integer of that width in its shortest form.
  case notAnInteger(bits: Int, actual: String)
  /// A string that is no hexadecimal data of the type's length.
  case invalidHex(HexError)
  /// An object without this member.
  case missing
  /// A second member of the same name.
  case duplicate
  /// A member that the type does not have.
  case unknown

  // MARK: Places

  /// What is wrong inside a container's member.
  indirect case member(String, SSZError)
  /// What is wrong inside a list's or vector's element.
  indirect case element(Int, SSZError)
}

extension SSZError {
  /// The place of what is wrong, as in `message.body.attestations[3].data`; empty at the top.
  public var path: String { place(behind: "") }

  /// What is wrong, without its place.
  public var reason: SSZError {
    switch self {
    case .member(_, let inner), .element(_, let inner): inner.reason
    default: self
    }
  }

  private func place(behind path: String) -> String {
    switch self {
    case .member(let name, let inner):
      inner.place(behind: path + (path.isEmpty ? "" : ".") + Self.excerpt(name))
    case .element(let index, let inner): inner.place(behind: path + "[\(index)]")
    default: path
    }
  }

  /// Text from outside, short and without control characters.
  private static func excerpt(_ text: String) -> String {
    let limit = 48
    let start = text.unicodeScalars.prefix(limit)
    let isPlain = start.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value != 0x7f }
    let short = isPlain && !start.isEmpty ? String(start) : String(start).debugDescription
    return start.endIndex == text.unicodeScalars.endIndex ? short : short + "…"
  }
}

extension SSZError: CustomStringConvertible {
  public var description: String {
    let path = path
    return path.isEmpty ? reason.text : "\(path): \(reason.text)"
  }

  private var text: String {
    switch self {
    case .wrongLength(let expected, let actual): "\(actual) bytes, expected \(expected)"
    case .tooShort(let minimum, let actual): "\(actual) bytes, expected at least \(minimum)"
    case .unevenLength(let size, let actual): "\(actual) bytes, expected a multiple of \(size)"
    case .wrongFirstOffset(let expected, let actual): "first offset \(actual), expected \(expected)"
    case .unalignedFirstOffset(let actual):
      "first offset \(actual), expected a positive multiple of 4"
    case .decreasingOffset(let previous, let actual):
      "offset \(actual), expected at least \(previous), the one before"
    case .offsetOutOfRange(let length, let actual):
      "offset \(actual), expected at most \(length), the number of bytes"
    case .notABoolean(let actual): "boolean \(actual), expected 0 or 1"
    case .missingDelimiter: "bitlist without its delimiting bit"
    case .paddingNotZero(let count, let last):
      "last byte \(last) of a bitvector of \(count) bits, expected zeros beyond the last bit"
    case .aboveLimit(let limit, let actual): "length \(actual), expected at most \(limit)"
    case .wrongCount(let expected, let actual): "length \(actual), expected \(expected)"
    case .offsetOverflow(let actual): "\(actual) bytes, more than 32-bit offsets can span"
    case .wrongKind(let expected, let actual): "\(actual.rawValue), expected \(expected.rawValue)"
    case .notAnInteger(let bits, let actual):
      "\(Self.excerpt(actual)), expected a decimal integer of at most \(bits) bits"
    case .invalidHex(let error): error.description
    case .missing: "member is missing"
    case .duplicate: "member appears twice"
    case .unknown: "unknown member"
    case .member, .element: description
    }
  }
}

extension SSZError {
  /// Adds a field's name to what goes wrong in its body.
  static func member<Value>(
    _ name: String, in body: () throws(SSZError) -> Value
  ) throws(SSZError) -> Value {
    do throws(SSZError) { return try body() } catch { throw .member(name, error) }
  }

  /// Wraps what hexadecimal decoding refuses.
  static func hex<Value>(_ body: () throws(HexError) -> Value) throws(SSZError) -> Value {
    do throws(HexError) { return try body() } catch { throw .invalidHex(error) }
  }
}
