import Foundation
import Testing

@testable import Migration

/// The scalars of a plan's file.
@Suite struct PlannedValueTests {
  @Test(arguments: [
    ("30s", 30_000), ("1h", 3_600_000), ("2h30m", 9_000_000), ("7d", 604_800_000),
    ("1w", 604_800_000), ("500ms", 500), ("1d2h3m4s5ms", 93_784_005), ("0s", 0), ("90m", 5_400_000),
    ("3650d", 315_360_000_000),
  ])
  func `a time is read in its units`(_ text: String, _ milliseconds: Int) throws {
    let time = try #require(PlannedDuration(text))
    #expect(time.milliseconds == milliseconds)
    #expect(PlannedDuration(time.description) == time)
  }

  @Test(arguments: [
    "", "1", "h", "1x", "-1h", "1h1h", "1m1h", "1.5h", "1 h", "3651d", "99999999999999999999s",
    "999999999999999w", "١h", "1H", "1h ", "ms",
  ])
  func `what is no time is refused`(_ text: String) {
    #expect(PlannedDuration(text) == nil)
  }

  @Test func `times reckon without overflow`() {
    #expect(PlannedDuration.days(.max) == PlannedDuration(milliseconds: PlannedDuration.longest))
    #expect(PlannedDuration.hours(.min) == .zero)
    #expect(PlannedDuration.seconds(5) - .seconds(7) == .zero)
    #expect(PlannedDuration.days(3_650) + .days(1) == .days(3_650))
    #expect(PlannedDuration(Duration.seconds(1.5)).milliseconds == 1_500)
    #expect(PlannedDuration(Duration.seconds(-1)) == .zero)
    #expect(PlannedDuration.minutes(2).duration == .seconds(120))
  }

  @Test(arguments: [
    ("5%", 500, "5%"), ("500bp", 500, "5%"), ("0.01%", 1, "0.01%"), ("12.5%", 1_250, "12.5%"),
    ("100%", 10_000, "100%"), ("0%", 0, "0%"), ("10000bp", 10_000, "100%"), ("1bp", 1, "0.01%"),
    ("7.00%", 700, "7%"),
  ])
  func `a share is read in percent and in basis points`(
    _ text: String, _ basisPoints: Int, _ written: String
  ) throws {
    let share = try #require(PlannedShare(planText: text))
    #expect(share.basisPoints == basisPoints)
    #expect(share.description == written)
  }

  @Test(arguments: [
    "", "5", "%", "5 %", "-5%", "101%", "10001bp", "0.001%", "0.5bp", "5%%", ".5%", "5.%", "1e1%",
    "99999999999%", "5.00001%", "٥%",
  ])
  func `what is no share is refused`(_ text: String) {
    #expect(PlannedShare(planText: text) == nil)
  }

  @Test(arguments: [
    ("0.1%", 0.001), ("10bp", 0.001), ("0.5%", 0.005), ("0.0001%", 0.000_001),
    ("0.25bp", 0.000_025),
    ("100%", 1.0), ("7%", 0.07),
  ])
  func `a rate is read exactly`(_ text: String, _ value: Double) throws {
    let rate = try #require(PlannedRate(planText: text))
    #expect(rate.value == value)
    #expect(PlannedRate(planText: rate.planText) == rate)
    #expect(PlannedRate(value) == rate)
  }

  @Test func `a rate of a number that is none is nothing`() {
    #expect(PlannedRate(.nan).partsPerMillion == 0)
    #expect(PlannedRate(.infinity).partsPerMillion == 1_000_000)
    #expect(PlannedRate(-1).partsPerMillion == 0)
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0), ("2024-03-13T13:55:35Z", 1_710_338_135),
    ("2024-02-29T12:00:00+02:00", 1_709_200_800), ("2024-02-29T12:00:00.123-00:30", 1_709_209_800),
    ("2000-02-29 00:00:00z", 951_782_400), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ("1970-01-01T01:00:00+01:00", 0),
  ])
  func `an instant is read as RFC 3339 has it`(_ text: String, _ seconds: Int) throws {
    let instant = try #require(PlannedInstant(text))
    #expect(instant.secondsSince1970 == seconds)
    #expect(PlannedInstant(instant.description) == instant)
  }

  @Test(arguments: [
    "", "2024-03-13", "2024-03-13T13:55:35", "2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
    "2024-13-01T00:00:00Z", "2024-00-01T00:00:00Z", "2024-04-31T00:00:00Z", "2024-01-00T00:00:00Z",
    "2024-01-01T24:00:00Z", "2024-01-01T00:60:00Z", "2024-01-01T00:00:60Z", "1969-12-31T23:59:59Z",
    "1970-01-01T00:00:00+01:00", "2024-01-01T00:00:00+24:00", "2024-01-01T00:00:00+0100",
    "٢٠٢٤-01-01T00:00:00Z",
  ])
  func `what is no instant is refused`(_ text: String) {
    #expect(PlannedInstant(text) == nil)
  }

  @Test func `the calendar agrees with Foundation's`() {
    var seconds = 0
    let format = Date.ISO8601FormatStyle()
    while seconds < PlannedInstant.latest {
      let text = Date(timeIntervalSince1970: Double(seconds)).formatted(format)
      #expect(PlannedInstant(secondsSince1970: seconds).description == text)
      seconds += 86_400 * 1_237 + 3_607
    }
  }

  @Test(arguments: [
    ("Mon 00:00", 0), ("Fri 16:00", 6_720), ("Sun 23:59", 10_079),
  ])
  func `a weekly time is read in UTC`(_ text: String, _ minute: Int) {
    #expect(FreezeMoment(planText: text) == .weekly(minute: minute))
    #expect(FreezeMoment.weekly(minute: minute).description == text)
  }

  @Test(arguments: ["", "Friday 16:00", "Fri 24:00", "Fri 16:60", "fri 16:00", "Fri 4:00", "16:00"])
  func `what is no weekly time is refused`(_ text: String) {
    #expect(FreezeMoment(planText: text) == nil)
  }

  @Test(arguments: [
    (1e6, "1e6"), (1e3, "1e3"), (25_000, "25e3"), (1.25, "1.25"), (20, "20"), (0, "0"),
    (100, "100"),
  ])
  func `a number is written short`(_ value: Double, _ text: String) {
    #expect(value.planText == text)
    #expect(Double(planText: text) == value)
  }

  @Test(arguments: ["", "nan", "inf", "0x10", "1e999", "1,5", "--1"])
  func `what is no number is refused`(_ text: String) {
    #expect(Double(planText: text) == nil)
  }

  @Test(arguments: ["", "1.0", "1e3", "99999999999999999999", "+1", " 1"])
  func `what is no whole number is refused`(_ text: String) {
    #expect(Int(planText: text) == nil)
  }

  @Test func `values survive JSON and refuse what is none`() throws {
    func round<Value: Codable & Equatable>(_ value: Value) throws -> Bool {
      try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value)) == value
    }
    #expect(try round(PlannedDuration.hours(2)))
    #expect(try round(PlannedShare.percent(5)))
    #expect(try round(PlannedInstant(secondsSince1970: 86_400)))
    #expect(try round(FreezeMoment.weekly(minute: 61)))
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(PlannedShare.self, from: Data("\"105%\"".utf8))
    }
  }
}
