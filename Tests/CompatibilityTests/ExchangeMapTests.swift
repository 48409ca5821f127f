import TestKit
import Testing

@testable import LighthouseCompatibility

@Suite("Values by exchange")
struct ExchangeMapTests {
  @Test("hold what a dictionary would, whatever is put in and taken out", arguments: 1...8)
  func holdsWhatADictionaryWould(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var map = ExchangeMap<String>()
    var expected: [UInt64: String] = [:]
    var last: UInt64 = 0
    for step in 0..<4_000 {
      let known = expected.keys.sorted().randomElement(using: &generator) ?? 1
      switch UInt8.random(in: 0..<6, using: &generator) {
      // Some stay for long, so that the numbers wrap around them.
      case 0, 1, 2:
        last += 1
        map[ExchangeID(number: last)] = "\(step)"
        expected[last] = "\(step)"
      case 3:
        map[ExchangeID(number: known)]?.append("+")
        expected[known]?.append("+")
      case 4:
        #expect(map.removeValue(forKey: ExchangeID(number: known)) == expected[known])
        expected[known] = nil
      default:
        map[ExchangeID(number: known)] = nil
        expected[known] = nil
      }
      #expect(map.count == expected.count)
      #expect(map[ExchangeID(number: known)] == expected[known])
    }
    #expect(map.values.sorted() == expected.values.sorted())
    for number in 1...last { #expect(map[ExchangeID(number: number)] == expected[number]) }
  }

  @Test("take nothing away that is not there")
  func takesNothingAway() {
    var map = ExchangeMap<Int>()
    map[ExchangeID(number: 16)] = 1
    #expect(map.removeValue(forKey: ExchangeID(number: 32)) == nil)
    map[ExchangeID(number: 32)] = nil
    map[ExchangeID(number: 32)]? += 1
    #expect(map.count == 1 && map[ExchangeID(number: 16)] == 1)
  }
}
