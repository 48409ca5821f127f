import EthereumPrimitives
import SSZ

/// A container of fixed size.
struct FixedShape: SSZContainer {
  var flag = false
  var number: UInt64 = 0
  var wide: UInt256 = 0

  static let schema = SSZSchema<FixedShape>([
    SSZField("flag", \.flag), SSZField("number", \.number), SSZField("wide", \.wide),
  ])
}

/// A container with a member of each sort, small enough to write its bytes by hand.
struct VariableShape: SSZContainer {
  var first: [UInt8] = []
  var number: UInt64 = 0
  var second: [UInt64] = []
  var third: [[UInt8]] = []

  static let schema = SSZSchema<VariableShape>([
    SSZField("first", \.first, .byteList(limit: 4)),
    SSZField("number", \.number),
    SSZField("second", \.second, limit: 3),
    SSZField("third", \.third, .list(of: .byteList(limit: 2), limit: 3)),
  ])
}

/// A container inside of another's list.
struct OuterShape: SSZContainer {
  var inner: [VariableShape] = []
  var bits = Bitfield()
  var flags = Bitfield(count: 10)
  var pair: [Bytes4] = [.zero, .zero]

  static let schema = SSZSchema<OuterShape>([
    SSZField("inner", \.inner, limit: 2),
    SSZField("bits", \.bits, .bitlist(limit: 10)),
    SSZField("flags", \.flags, .bitvector(count: 10)),
    SSZField("pair", \.pair, count: 2),
  ])
}
