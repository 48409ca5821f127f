import EthereumPrimitives
import TestKit
import Testing

@Suite("RLP")
struct RLPTests {
  private static let lorem = "Lorem ipsum dolor sit amet, consectetur adipisicing elit"

  /// The examples of the specification, and the edges of each form.
  static let table: [(RLPItem, String)] = [
    (text("dog"), "0x83646f67"), (.list([text("cat"), text("dog")]), "0xc88363617483646f67"),
    (.bytes([]), "0x80"), (.list([]), "0xc0"), (.bytes([0]), "0x00"), (.bytes([0x0f]), "0x0f"),
    (.bytes([0x7f]), "0x7f"), (.bytes([0x80]), "0x8180"), (.bytes([0x04, 0x00]), "0x820400"),
    (
      .list([.list([]), .list([.list([])]), .list([.list([]), .list([.list([])])])]),
      "0xc7c0c1c0c3c0c1c0"
    ),
    (text(lorem), "0xb838" + hex(Array(lorem.utf8))),
    (.bytes([UInt8](repeating: 1, count: 55)), "0xb7" + String(repeating: "01", count: 55)),
    (.bytes([UInt8](repeating: 1, count: 56)), "0xb838" + String(repeating: "01", count: 56)),
    (.bytes([UInt8](repeating: 1, count: 256)), "0xb90100" + String(repeating: "01", count: 256)),
    (
      .list([RLPItem](repeating: .bytes([]), count: 56)),
      "0xf838" + String(repeating: "80", count: 56)
    ),
    (.integer(0), "0x80"), (.integer(1), "0x01"), (.integer(1_024), "0x820400"),
    (.integer(.max), "0x88ffffffffffffffff"),
  ]

  @Test("encodes and decodes the specification's table", arguments: table)
  func codesTable(item: RLPItem, hex: String) throws {
    #expect(Hex.encodeData(item.encoded) == hex)
    #expect(try RLPItem(decoding: Hex.decodeData(hex)) == item)
  }

  @Test(
    "refuses what is malformed or not canonical",
    arguments: [
      ("0x", RLPError.truncated(needed: 1, available: 0)), ("0x8100", .notCanonical),
      ("0x817f", .notCanonical), ("0x83646f", .truncated(needed: 3, available: 2)),
      ("0x83646f6700", .trailingBytes(1)), ("0xb800", .notCanonical), ("0xb837", .notCanonical),
      ("0xb90038", .notCanonical), ("0xb8", .truncated(needed: 1, available: 0)),
      ("0xbbffffffff", .truncated(needed: 0xffff_ffff, available: 0)),
      ("0xbfffffffffffffffff", .truncated(needed: .max, available: 0)),
      ("0xffffffffffffffffff", .truncated(needed: .max, available: 0)),
      ("0xbf7fffffffffffffff", .truncated(needed: .max, available: 0)),
      ("0xc1", .truncated(needed: 1, available: 0)), ("0xc28100", .notCanonical),
      ("0xc18080", .trailingBytes(1)), ("0xc281", .truncated(needed: 2, available: 1)),
      ("0xf80180", .notCanonical), ("0xf7", .truncated(needed: 55, available: 0)),
    ])
  func refusesMalformed(hex: String, error: RLPError) throws {
    let bytes = try Hex.decodeData(hex)
    #expect(throws: error) { try RLPItem(decoding: bytes) }
    #expect(throws: error) {
      var reader = RLPReader(bytes[...])
      try reader.skipItem()
      try reader.finish()
    }
  }

  @Test("refuses nesting beyond its limit without recursing further")
  func refusesDeepNesting() throws {
    var encoded: [UInt8] = [0xc0]
    while encoded.count < 100_000 {
      var header: [UInt8] = [0xc0 + UInt8(min(encoded.count, 55))]
      if encoded.count > 55 {
        let length = UInt256(UInt64(encoded.count)).minimalBigEndianBytes
        header = [0xf7 + UInt8(length.count)] + length
      }
      encoded = header + encoded
    }
    #expect(throws: RLPError.tooDeep(limit: 64)) { try RLPItem(decoding: encoded) }
    var reader = RLPReader(encoded[...])
    #expect(throws: RLPError.tooDeep(limit: 64)) { try reader.skipItem() }
  }

  @Test("encodes what it decodes, for any bytes at all")
  func isCanonical() throws {
    var generator = SeededGenerator(seed: 0x726c_7021)
    var decoded = 0
    for _ in 0..<20_000 {
      let count = Int.random(in: 1...8, using: &generator)
      let bytes = generator.bytes(count)
      guard let item = try? RLPItem(decoding: bytes) else { continue }
      decoded += 1
      #expect(item.encoded == bytes, "seed \(generator.seed)")
    }
    #expect(decoded > 100)
  }

  @Test("reads bytes where bytes are and lists where lists are")
  func readsKinds() throws {
    var reader = RLPReader([0xc0, 0x01])
    #expect(throws: RLPError.expectedBytes) { try reader.readBytes() }
    _ = try reader.readList()
    #expect(throws: RLPError.expectedList) { try reader.readList() }
    #expect(try reader.readBytes() == [0x01])
    #expect(reader.isAtEnd)
  }

  private static func text(_ text: String) -> RLPItem { .bytes(Array(text.utf8)) }
  private static func hex(_ bytes: [UInt8]) -> String {
    String(Hex.encodeData(bytes).dropFirst(2))
  }
}
