import CHexadecimal
import Foundation
import TestKit
import Testing

/// The ways to decode hex that a processor may have, each against a definition a digit at a time.
@Suite struct `Hexadecimal in C` {
  /// One of the ways.
  enum Path: CaseIterable {
    case fastest, portable
    #if arch(x86_64)
      case sse2, avx2
    #endif

    /// Those that this processor has.
    static var here: [Path] {
      #if arch(x86_64)
        allCases.filter { $0 != .avx2 || chexadecimal_has_avx2() }
      #else
        allCases
      #endif
    }

    func decode(_ text: UnsafePointer<UInt8>, _ count: Int, _ target: UnsafeMutablePointer<UInt8>)
      -> Int
    {
      switch self {
      case .fastest: chexadecimal_decode(text, count, target)
      case .portable: chexadecimal_decode_portable(text, count, target)
      #if arch(x86_64)
        case .sse2: chexadecimal_decode_sse2(text, count, target)
        case .avx2: chexadecimal_decode_avx2(text, count, target)
      #endif
      }
    }
  }

  /// What decoding told and wrote.
  struct Outcome: Equatable {
    var digits: Int
    var bytes: [UInt8]
  }

  /// The value of each byte that is a digit, as the standard library sees it.
  private static let values: [UInt8?] = (UInt8.min...UInt8.max).map {
    Character(Unicode.Scalar($0)).hexDigitValue.flatMap { UInt8(exactly: $0) }
  }
  private static let digits = Array("0123456789abcdefABCDEF".utf8)
  /// The neighbours of the digits' ranges, and what a lost bit would make a digit.
  private static let others: [UInt8] =
    [0x00, 0x10, 0x19, 0x22, 0x2f, 0x3a, 0x40, 0x47, 0x5c, 0x60, 0x67, 0x7f]
    + [0x80, 0xb0, 0xb9, 0xc1, 0xe1, 0xe6, 0xff]

  @Test(arguments: Path.here)
  func `says where the first byte that is no digit stands, at every length`(path: Path) {
    var generator = SeededGenerator(seed: 0xc4e5)
    for count in stride(from: 0, through: 200, by: 2) {
      let text = Self.digits(count, &generator)
      #expect(Self.decode(path, text) == Self.expected(text), "seed \(generator.seed)")
      for place in 0..<count {
        var broken = text
        // A later fault must not be taken for it.
        broken[count - 1] = UInt8(ascii: "g")
        broken[place] = Self.others[(count + place) % Self.others.count]
        if Self.decode(path, broken) != Self.expected(broken) {
          Issue.record("\(count) digits, place \(place), seed \(generator.seed)")
        }
      }
    }
  }

  @Test(arguments: Path.here)
  func `knows every byte in every place of its blocks`(path: Path) {
    var text = [UInt8](repeating: UInt8(ascii: "7"), count: 130)
    for place in text.indices {
      for byte in UInt8.min...UInt8.max {
        text[place] = byte
        let expected = Self.values[Int(byte)] == nil ? place : text.count
        if Self.decode(path, text).digits != expected {
          Issue.record("byte \(byte) in place \(place)")
        }
      }
      text[place] = UInt8(ascii: "7")
    }
  }

  @Test func `every way decodes the same, whatever comes`() {
    var generator = SeededGenerator(seed: 0x5eed)
    for round in 0..<2000 {
      var text = Self.digits(2 * Int.random(in: 0...300, using: &generator), &generator)
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        guard let place = text.indices.randomElement(using: &generator) else { break }
        text[place] = UInt8.random(in: .min ... .max, using: &generator)
      }
      let expected = Self.expected(text)
      for path in Path.here {
        if Self.decode(path, text) != expected {
          Issue.record("\(path), round \(round), seed \(generator.seed)")
        }
      }
    }
  }

  @Test(arguments: Path.here)
  func `reads nothing before or behind the digits`(path: Path) throws {
    let page = Int(getpagesize())
    let pages = mmap(nil, 3 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    let base = try #require(pages != MAP_FAILED ? pages : nil)
    defer { munmap(base, 3 * page) }
    // One page that may be read, between two that end the process.
    let middle = base + page
    try #require(mprotect(middle, page, PROT_READ | PROT_WRITE) == 0)
    memset(middle, Int32(UInt8(ascii: "a")), page)
    var target = [UInt8](repeating: 0, count: page / 2)
    for count in stride(from: 0, through: 200, by: 2) {
      for start in [middle, middle + (page - count)] {
        let digits = path.decode(start.assumingMemoryBound(to: UInt8.self), count, &target)
        #expect(digits == count)
      }
    }
  }

  // MARK: Both sides

  /// The path's outcome; the bytes behind its room must stay as they were.
  private static func decode(_ path: Path, _ text: [UInt8]) -> Outcome {
    let room = text.count / 2
    var target = [UInt8](repeating: 0xee, count: room + 32)
    let digits = path.decode(text, text.count, &target)
    guard Array(target[room...]) == [UInt8](repeating: 0xee, count: 32) else {
      Issue.record("\(path) wrote behind its room, \(text.count) digits")
      return Outcome(digits: digits, bytes: target)
    }
    return Outcome(digits: digits, bytes: Array(target[..<(digits / 2)]))
  }

  private static func expected(_ text: [UInt8]) -> Outcome {
    var outcome = Outcome(digits: 0, bytes: [])
    var high: UInt8?
    for byte in text {
      guard let value = values[Int(byte)] else { break }
      if let half = high { outcome.bytes.append(half * 16 + value) }
      high = high == nil ? value : nil
      outcome.digits += 1
    }
    return outcome
  }

  private static func digits(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in digits[Int.random(in: 0..<digits.count, using: &generator)] }
  }
}
