import EthereumPrimitives
import TestKit
import Testing

@Suite struct `Hexadecimal` {
  @Test func `reads every byte value in every place and either case`() throws {
    for value in UInt8.min...UInt8.max {
      for place in 0..<12 {
        var bytes = [UInt8](repeating: 0x5a, count: 12)
        bytes[place] = value
        let text = Hex.encodeData(bytes)
        #expect(text == "0x" + bytes.map { digits($0) }.joined())
        #expect(try Hex.decodeData(text) == bytes)
        #expect(try Hex.decodeData("0x" + text.dropFirst(2).uppercased()) == bytes)
      }
    }
  }

  @Test func `refuses every byte that is no digit, wherever it stands`() {
    let digits = Set("0123456789abcdefABCDEF".utf8)
    for character in UInt8.min...UInt8.max where !digits.contains(character) {
      for place in 0..<24 {
        var text = Array("0x".utf8) + [UInt8](repeating: UInt8(ascii: "7"), count: 24)
        text[place + 2] = character
        #expect(throws: HexError.invalidDigit(position: place + 2)) {
          try text.withUnsafeBytes { try Hex.decodeData(utf8: $0) }
        }
      }
    }
  }

  @Test func `reads what it wrote, at any length`() throws {
    var generator = SeededGenerator(seed: 0x4e5)
    for count in 0..<300 {
      let bytes = generator.bytes(count)
      #expect(try Hex.decodeData(Hex.encodeData(bytes)) == bytes, "seed \(generator.seed)")
    }
  }

  @Test(arguments: [
    ("", HexError.missingPrefix), ("00", .missingPrefix), ("0X00", .missingPrefix),
    ("0x0", .oddLength(digits: 1)),
  ])
  func `refuses other data`(text: String, error: HexError) {
    #expect(throws: error) { _ = try Hex.decodeData(text) }
  }

  @Test(arguments: [
    ("0x", HexError.notMinimal), ("0x01", .notMinimal), ("1", .missingPrefix),
    ("0x1g", .invalidDigit(position: 3)),
    ("0x1" + String(repeating: "0", count: 16), .overflow(bits: 64)),
  ])
  func `refuses other quantities`(text: String, error: HexError) {
    #expect(throws: error) { _ = try Hex.decodeQuantity(text) }
  }

  @Test func `reads quantities`() throws {
    #expect(try Hex.decodeQuantity("0x0") == 0)
    #expect(try Hex.decodeQuantity("0xffffffffffffffff") == .max)
    #expect(try UInt256(quantity: "0x" + String(repeating: "f", count: 64)) == .max)
    #expect(throws: HexError.overflow(bits: 256)) {
      _ = try UInt256(quantity: "0x1" + String(repeating: "0", count: 64))
    }
  }

  @Test func `fixed bytes have their length`() throws {
    #expect(throws: HexError.wrongLength(expectedBytes: 20, actualBytes: 1)) {
      _ = try Address(hex: "0x00")
    }
    #expect(Hash32([1, 2]) == nil)
    #expect(
      try Hash32(hex: "0x" + String(repeating: "aB", count: 32)).bytes.allSatisfy { $0 == 0xab })
  }

  @Test(arguments: [
    "0", "1", "18446744073709551616",
    "115792089237316195423570985008687907853269984665640564039457584007913129639935",
  ])
  func `256-bit integers keep their decimal form`(text: String) {
    #expect(UInt256(decimal: text)?.description == text)
  }

  @Test(arguments: [
    "", "-1", "+1", "1x",
    "115792089237316195423570985008687907853269984665640564039457584007913129639936",
  ])
  func `other decimals are refused`(text: String) {
    #expect(UInt256(decimal: text) == nil)
  }

  private func digits(_ byte: UInt8) -> String {
    let text = String(byte, radix: 16)
    return text.count == 1 ? "0" + text : text
  }
}
