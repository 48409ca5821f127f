import EthereumPrimitives
import SSZ
import Testing

@Suite struct `Value trees` {
  @Test(arguments: ["0", "1", "18446744073709551615"])
  func `have integers as decimal strings`(text: String) throws {
    #expect(try UInt64(beaconValue: .string(text)).beaconValue == .string(text))
    #expect(try UInt256(beaconValue: .string(text)).beaconValue == .string(text))
  }

  @Test(arguments: [
    "", "00", "01", "+1", "-1", " 1", "1 ", "0x1", "1e3", "1.0", "١", "18446744073709551616",
    String(repeating: "9", count: 1000),
  ])
  func `refuse integers in any other form`(text: String) {
    let error = SSZError.notAnInteger(bits: 64, actual: text)
    #expect(throws: error) { _ = try UInt64(beaconValue: .string(text)) }
  }

  @Test func `refuse a 256-bit integer that does not fit`() throws {
    let largest = UInt256.max.description
    #expect(try UInt256(beaconValue: .string(largest)) == .max)
    let tooLarge = String(largest.dropLast()) + "6"
    #expect(throws: SSZError.notAnInteger(bits: 256, actual: tooLarge)) {
      _ = try UInt256(beaconValue: .string(tooLarge))
    }
  }

  @Test(arguments: [
    (BeaconValue.null, BeaconValue.Kind.null), (.number("1"), .number), (.bool(true), .bool),
    (.array([]), .array), (.object([]), .object),
  ])
  func `name the kind they expected`(value: BeaconValue, kind: BeaconValue.Kind) {
    let error = SSZError.wrongKind(expected: .string, actual: kind)
    #expect(throws: error) { _ = try UInt64(beaconValue: value) }
    #expect(throws: error) { _ = try UInt256(beaconValue: value) }
    #expect(throws: error) { _ = try Hash32(beaconValue: value) }
  }

  @Test(arguments: [
    ("0x0102030", HexError.oddLength(digits: 7)), ("01020304", .missingPrefix),
    ("0x010203", .wrongLength(expectedBytes: 4, actualBytes: 3)),
    ("0x0102030405", .wrongLength(expectedBytes: 4, actualBytes: 5)),
    ("0x0102030g", .invalidDigit(position: 9)), ("", .missingPrefix),
  ])
  func `refuse bytes in any other form`(text: String, reason: HexError) {
    #expect(throws: SSZError.invalidHex(reason)) { _ = try Bytes4(beaconValue: .string(text)) }
  }

  @Test func `refuse missing, duplicate and unknown members by their path`() throws {
    var outer = OuterShape()
    outer.inner = [VariableShape(), VariableShape()]
    func error(_ change: (inout [BeaconValue.Member]) -> Void) throws -> SSZError? {
      guard case .object(var members) = outer.beaconValue,
        case .array(var inner) = members[0].value,
        case .object(var innermost) = inner[1]
      else { return nil }
      change(&innermost)
      inner[1] = .object(innermost)
      members[0].value = .array(inner)
      return #expect(throws: SSZError.self) {
        _ = try OuterShape(beaconValue: .object(members))
      }
    }
    let missing = try error { $0.removeAll { $0.name == "number" } }
    #expect(missing?.description == "inner[1].number: member is missing")
    let duplicate = try error { $0.append($0[1]) }
    #expect(duplicate?.description == "inner[1].number: member appears twice")
    let unknown = try error { $0.append(BeaconValue.Member(name: "extra", value: .null)) }
    #expect(unknown?.description == "inner[1].extra: unknown member")
    let wrong = try error { $0[1].value = .number("5") }
    #expect(wrong?.description == "inner[1].number: number, expected string")
  }

  @Test func `quote hostile names and texts briefly`() {
    let name = "a\n" + String(repeating: "b", count: 100_000)
    let error = #expect(throws: SSZError.self) {
      _ = try FixedShape(beaconValue: .object([.init(name: name, value: .null)]))
    }
    let text = error?.description ?? ""
    #expect(text.utf8.count < 100)
    #expect(!text.contains("\n"))
  }

  @Test func `enforce limits and counts`() {
    func expect(_ reason: SSZError, _ name: String, _ value: BeaconValue) {
      guard case .object(var members) = OuterShape().beaconValue,
        let index = members.firstIndex(where: { $0.name == name })
      else { return #expect(Bool(false), "no member \(name)") }
      members[index].value = value
      #expect(throws: SSZError.member(name, reason)) {
        _ = try OuterShape(beaconValue: .object(members))
      }
    }
    expect(.aboveLimit(limit: 10, actual: 11), "bits", .string("0x0008"))
    expect(.missingDelimiter, "bits", .string("0x"))
    expect(.paddingNotZero(bitCount: 10, lastByte: 4), "flags", .string("0x0004"))
    expect(.wrongLength(expected: 2, actual: 3), "flags", .string("0x000000"))
    expect(.wrongCount(expected: 2, actual: 0), "pair", .array([]))
    expect(.aboveLimit(limit: 2, actual: 3), "inner", .array([.null, .null, .null]))
    expect(.wrongKind(expected: .array, actual: .object), "inner", .object([]))
  }
}
