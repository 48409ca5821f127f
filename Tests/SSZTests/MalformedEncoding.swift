import SSZ

/// Bytes that no encoder makes, and what is said of them.
struct MalformedEncoding: Sendable, CustomStringConvertible {
  let description: String
  let bytes: [UInt8]
  let error: SSZError
  let decode: @Sendable ([UInt8]) throws -> Void

  init<Value: SSZValue>(
    _ description: String, _ type: Value.Type, _ bytes: [UInt8], _ error: SSZError
  ) {
    self.description = description
    self.bytes = bytes
    self.error = error
    decode = { _ = try Value(ssz: $0) }
  }
}

extension MalformedEncoding {
  /// A `VariableShape` with these offsets and these bytes behind the fixed part.
  static func variable(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ rest: [UInt8])
    -> [UInt8]
  {
    [first, 0, 0, 0] + [UInt8](repeating: 0, count: 8) + [second, 0, 0, 0, third, 0, 0, 0] + rest
  }

  /// An `OuterShape` with these bytes for its bitlist, its bitvector and its list.
  static func outer(bits: [UInt8], flags: [UInt8] = [0, 0], inner: [UInt8] = []) -> [UInt8] {
    [18, 0, 0, 0, UInt8(18 + inner.count), 0, 0, 0] + flags + [UInt8](repeating: 0, count: 8)
      + inner + bits
  }

  static let all = sizes + offsets + lists + bits

  private static let sizes = [
    MalformedEncoding(
      "an empty boolean", Bool.self, [], .wrongLength(expected: 1, actual: 0)),
    MalformedEncoding("a boolean of 2", Bool.self, [2], .notABoolean(actual: 2)),
    MalformedEncoding("a boolean of 255", Bool.self, [255], .notABoolean(actual: 255)),
    MalformedEncoding(
      "a short integer", UInt64.self, [1, 2, 3], .wrongLength(expected: 8, actual: 3)),
    MalformedEncoding(
      "a fixed container cut short", FixedShape.self, [UInt8](repeating: 0, count: 40),
      .wrongLength(expected: 41, actual: 40)),
    MalformedEncoding(
      "a byte behind a fixed container", FixedShape.self, [UInt8](repeating: 0, count: 42),
      .wrongLength(expected: 41, actual: 42)),
    MalformedEncoding(
      "a wrong boolean inside a container", FixedShape.self,
      [3] + [UInt8](repeating: 0, count: 40), .member("flag", .notABoolean(actual: 3))),
    MalformedEncoding(
      "a container shorter than its fixed part", VariableShape.self, [20, 0, 0, 0],
      .tooShort(minimum: 20, actual: 4)),
  ]

  private static let offsets = [
    MalformedEncoding(
      "a first offset into the fixed part", VariableShape.self, variable(19, 20, 20, []),
      .member("first", .wrongFirstOffset(expected: 20, actual: 19))),
    MalformedEncoding(
      "a first offset that leaves a gap", VariableShape.self, variable(21, 21, 21, [0]),
      .member("first", .wrongFirstOffset(expected: 20, actual: 21))),
    MalformedEncoding(
      "an offset below the one before", VariableShape.self, variable(20, 22, 21, [1, 2]),
      .member("third", .decreasingOffset(previous: 22, actual: 21))),
    MalformedEncoding(
      "a second offset below the first", VariableShape.self, variable(20, 19, 20, []),
      .member("second", .decreasingOffset(previous: 20, actual: 19))),
    MalformedEncoding(
      "an offset behind the end", VariableShape.self, variable(20, 20, 21, []),
      .member("third", .offsetOutOfRange(length: 20, actual: 21))),
    MalformedEncoding(
      "a huge offset", VariableShape.self,
      [20, 0, 0, 0] + [UInt8](repeating: 0, count: 8) + [255, 255, 255, 255, 20, 0, 0, 0],
      .member("second", .offsetOutOfRange(length: 20, actual: 4_294_967_295))),
  ]

  private static let lists = [
    MalformedEncoding(
      "too long a byte list", VariableShape.self, variable(20, 25, 25, [1, 2, 3, 4, 5]),
      .member("first", .aboveLimit(limit: 4, actual: 5))),
    MalformedEncoding(
      "an integer list with a rest", VariableShape.self,
      variable(20, 20, 29, [UInt8](repeating: 0, count: 9)),
      .member("second", .unevenLength(elementSize: 8, actual: 9))),
    MalformedEncoding(
      "too long an integer list", VariableShape.self,
      variable(20, 20, 52, [UInt8](repeating: 0, count: 32)),
      .member("second", .aboveLimit(limit: 3, actual: 4))),
    MalformedEncoding(
      "a list shorter than an offset", VariableShape.self, variable(20, 20, 20, [4, 0, 0]),
      .member("third", .tooShort(minimum: 4, actual: 3))),
    MalformedEncoding(
      "a list that begins at zero", VariableShape.self, variable(20, 20, 20, [0, 0, 0, 0]),
      .member("third", .unalignedFirstOffset(actual: 0))),
    MalformedEncoding(
      "a list that begins inside an offset", VariableShape.self,
      variable(20, 20, 20, [5, 0, 0, 0, 0]), .member("third", .unalignedFirstOffset(actual: 5))),
    MalformedEncoding(
      "a list that begins behind its end", VariableShape.self, variable(20, 20, 20, [8, 0, 0, 0]),
      .member("third", .offsetOutOfRange(length: 4, actual: 8))),
    MalformedEncoding(
      "a list of more offsets than its limit", VariableShape.self,
      variable(20, 20, 20, [16, 0, 0, 0] + [UInt8](repeating: 0, count: 12)),
      .member("third", .aboveLimit(limit: 3, actual: 4))),
    MalformedEncoding(
      "a list whose offsets decrease", VariableShape.self,
      variable(20, 20, 20, [12, 0, 0, 0, 14, 0, 0, 0, 13, 0, 0, 0, 1, 2]),
      .member("third", .element(2, .decreasingOffset(previous: 14, actual: 13)))),
    MalformedEncoding(
      "a list with an offset behind its end", VariableShape.self,
      variable(20, 20, 20, [8, 0, 0, 0, 9, 0, 0, 0]),
      .member("third", .element(1, .offsetOutOfRange(length: 8, actual: 9)))),
    MalformedEncoding(
      "too long an element", VariableShape.self, variable(20, 20, 20, [4, 0, 0, 0, 1, 2, 3]),
      .member("third", .element(0, .aboveLimit(limit: 2, actual: 3)))),
  ]

  private static let bits = [
    MalformedEncoding(
      "an empty bitlist", OuterShape.self, outer(bits: []), .member("bits", .missingDelimiter)),
    MalformedEncoding(
      "a bitlist of zeros", OuterShape.self, outer(bits: [0]),
      .member("bits", .missingDelimiter)),
    MalformedEncoding(
      "a bitlist with a zero byte behind its delimiter", OuterShape.self,
      outer(bits: [1, 0]), .member("bits", .missingDelimiter)),
    MalformedEncoding(
      "a bitlist of a bit too many", OuterShape.self, outer(bits: [0, 8]),
      .member("bits", .aboveLimit(limit: 10, actual: 11))),
    MalformedEncoding(
      "a bitvector with a bit beyond its last", OuterShape.self,
      outer(bits: [1], flags: [0, 4]),
      .member("flags", .paddingNotZero(bitCount: 10, lastByte: 4))),
    MalformedEncoding(
      "a wrong offset in a nested container", OuterShape.self,
      outer(bits: [1], inner: [4, 0, 0, 0] + variable(20, 20, 99, [])),
      .member(
        "inner",
        .element(0, .member("third", .offsetOutOfRange(length: 20, actual: 99))))),
  ]
}
