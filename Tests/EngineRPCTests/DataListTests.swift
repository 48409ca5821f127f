import EthereumPrimitives
import TestKit
import Testing

@testable import EngineRPC

/// Lists of DATA, whose elements take a short cut, against the same elements read one by one.
@Suite struct `Lists of data` {
  private static let quoted = ["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0061"]

  @Test func `reads elements of every length`() throws {
    var generator = SeededGenerator(seed: 0xda7a)
    var lengths = Array(0...200)
    // Around the room of the buffer that the short cut goes through.
    lengths += [4095, 4096, 8191, 8192, 8193, 16_384, 131_072]
    let elements = lengths.map { generator.bytes($0) }
    for separator in [",", " , ", "\n\t,\r\n"] {
      let text =
        "[" + elements.map { "\"\(Hex.encodeData($0))\"" }.joined(separator: separator) + "]"
      #expect(try read(text.utf8).get() == elements, "seed \(generator.seed)")
    }
    let upper = elements.map { "\"0x\(Hex.encodeData($0).dropFirst(2).uppercased())\"" }
    #expect(try read("[\(upper.joined(separator: ","))]".utf8).get() == elements)
  }

  @Test(arguments: [
    ("[]", []), ("[ ]", []), ("[\"0x\"]", [[]]), ("[ \"0x\" , \"0x00\" ] ", [[], [0]]),
    ("[\"0xaB\"]", [[0xab]]),
  ])
  func `reads small ones`(text: String, expected: [[UInt8]]) throws {
    #expect(try read(text.utf8).get() == expected)
  }

  @Test(arguments: [
    ("[\"0x\",\"0xabc\"]", "1: hex data with an odd number of digits (3) at byte 6"),
    ("[\"0xag\"]", "0: no hexadecimal digit at position 3 at byte 1"),
    ("[\"0Xaa\"]", "0: hex string without 0x prefix at byte 1"),
    ("[\"\"]", "0: hex string without 0x prefix at byte 1"),
    ("[\"0x\\u0061b\"]", "0: hex data with an odd number of digits (7) at byte 1"),
    ("[\"0x\\u0061\"]", "0: no hexadecimal digit at position 2 at byte 1"),
    ("[\"0xa\\\"\"]", "0: hex data with an odd number of digits (3) at byte 1"),
    ("[ \"0xzz\"]", "0: no hexadecimal digit at position 2 at byte 2"),
    ("[\"0xaa\", \"0xzz\"]", "1: no hexadecimal digit at position 2 at byte 8"),
    ("[null]", "0: null, expected string at byte 1"),
    ("[1]", "0: number, expected string at byte 1"),
    ("[\"0xaa", "0: the JSON text ends too early at byte 6"),
    ("[\"0xaa\"", "the JSON text ends too early at byte 7"),
    ("[\"0x", "0: the JSON text ends too early at byte 4"),
    ("[\"0xaa\"\"0xbb\"]", "unexpected byte 0x22, expected ',' or the end at byte 7"),
    ("[\"0xaa\",]", "1: unexpected byte 0x5d, expected a value at byte 8"),
  ])
  func `says what is wrong`(text: String, description: String) {
    let error = #expect(throws: JSONError.self) { try read(text.utf8).get() }
    #expect(error?.description == description)
  }

  @Test(arguments: quoted)
  func `refuses escapes in every place as a single element does`(escape: String) {
    let digits = String(repeating: "5a", count: 100)
    for place in 0...digits.count {
      for dropped in 0...2 {
        let text =
          "[\"0x00\",\"0x\(digits.prefix(place))\(escape)\(digits.dropFirst(place + dropped))\"]"
        expectSameOutcome(text.utf8, "\(escape) at \(place), \(dropped) dropped")
      }
    }
  }

  @Test func `refuses each bad byte in every place as a single element does`() {
    let text = Array("[\"0x00\",\"0x\(String(repeating: "5a", count: 70))\",\"0x01\"]".utf8)
    for place in text.indices {
      for byte in "\0\t\n \"\\,/0:@GXg`x[]".utf8 + [0x7f, 0x80, 0xb0, 0xc1, 0xff] {
        var broken = text
        broken[place] = byte
        expectSameOutcome(broken, "byte \(byte) at \(place)")
      }
      expectSameOutcome(text.prefix(place), "cut at \(place)")
      expectSameOutcome(text[..<place] + text[(place + 1)...], "without \(place)")
    }
  }

  @Test func `reads what a single element reads, whatever comes`() {
    var generator = SeededGenerator(seed: 0x11572)
    for round in 0..<3000 {
      var elements: [String] = []
      for _ in 0..<Int.random(in: 0...6, using: &generator) {
        let count = Int.random(
          in: 0...Int.random(in: 1...200, using: &generator), using: &generator)
        elements.append("\"\(Hex.encodeData(generator.bytes(count)))\"")
      }
      var text = Array("[\(elements.joined(separator: round.isMultiple(of: 2) ? "," : ", "))]".utf8)
      for _ in 0..<Int.random(in: 0...2, using: &generator) {
        let place = Int.random(in: 0..<text.count, using: &generator)
        text[place] = UInt8.random(in: .min ... .max, using: &generator)
      }
      expectSameOutcome(text, "round \(round), seed \(generator.seed)")
    }
  }

  // MARK: Both ways

  private func expectSameOutcome(_ text: some Sequence<UInt8>, _ comment: String) {
    let text = Array(text)
    let oneByOne = outcome(text) { (scanner) throws(JSONError) in
      try scanner.readList { (element) throws(JSONError) in try element.readData() }
    }
    let list = read(text)
    if list != oneByOne { Issue.record("\(comment): \(list), one by one \(oneByOne)") }
  }

  private func read(_ text: some Sequence<UInt8>) -> Result<[[UInt8]], JSONError> {
    outcome(Array(text)) { (scanner) throws(JSONError) in try scanner.readDataList() }
  }

  private func outcome(
    _ text: [UInt8], _ read: (inout JSONScanner) throws(JSONError) -> [[UInt8]]
  ) -> Result<[[UInt8]], JSONError> {
    text.withUnsafeBytes { bytes in
      do throws(JSONError) {
        var scanner = JSONScanner(bytes)
        let elements = try read(&scanner)
        try scanner.finish()
        return .success(elements)
      } catch {
        return .failure(error)
      }
    }
  }
}
