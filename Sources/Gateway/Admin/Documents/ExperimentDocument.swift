import ABTesting
import EngineRPC
import Foundation
import LighthouseCompatibility

/// An A/B test with what it has shown so far.
enum ExperimentDocument {
  static func json(_ results: TestResults, unit: TrafficExperiment.Unit?) -> JSONValue {
    let test = results.test
    return [
      "name": .string(test.name), "phase": .string(results.phase.rawValue),
      "v5Share": .whole(test.v5Share), "unit": .text(unit.map(word)),
      "startSeconds": .seconds(test.start),
      "durationSeconds": .seconds(test.duration / .seconds(1)), "sticky": .bool(test.isSticky),
      "attempt": .whole(test.attempt), "v4": arm(results.v4), "v5": arm(results.v5),
      "comparison": comparison(results), "sampleRatio": sampleRatio(results.sampleRatio),
      "excludedResults": .whole(results.excludedResults),
      "isSignificant": .bool(results.isSignificant), "text": .string(results.description),
    ]
  }

  static let schema = Schema.object([
    "name": Schema.text, "phase": Schema.text, "v5Share": Schema.integer,
    "unit": Schema.nullable(Schema.text), "startSeconds": Schema.number,
    "durationSeconds": Schema.number, "sticky": Schema.flag, "attempt": Schema.integer,
    "v4": armSchema, "v5": armSchema, "comparison": comparisonSchema,
    "sampleRatio": sampleRatioSchema, "excludedResults": Schema.integer,
    "isSignificant": Schema.flag, "text": Schema.text,
  ])

  /// `block`, `none`, or `node:` and its name.
  static func word(_ unit: TrafficExperiment.Unit) -> String {
    switch unit {
    case .block: "block"
    case .none: "none"
    case .node(let name): "node:\(name)"
    }
  }

  static func unit(_ word: String) -> TrafficExperiment.Unit? {
    switch word {
    case "block": .block
    case "none": TrafficExperiment.Unit.none
    default:
      word.hasPrefix("node:") && word.utf8.count > 5 ? .node(String(word.dropFirst(5))) : nil
    }
  }

  // MARK: Parts

  private static func arm(_ arm: ArmResults) -> JSONValue {
    [
      "requests": .whole(arm.requests), "successes": .whole(arm.successes),
      "successRate": fraction(arm.successRate),
      "successRateInterval": interval(arm.successRateInterval),
      "p50Milliseconds": milliseconds(arm.p50Latency),
      "p99Milliseconds": milliseconds(arm.p99Latency),
      "meanMilliseconds": milliseconds(arm.meanLatency),
    ]
  }

  private static let armSchema = Schema.object([
    "requests": Schema.integer, "successes": Schema.integer,
    "successRate": Schema.nullable(Schema.number), "successRateInterval": intervalSchema,
    "p50Milliseconds": Schema.nullable(Schema.number),
    "p99Milliseconds": Schema.nullable(Schema.number),
    "meanMilliseconds": Schema.nullable(Schema.number),
  ])

  private static func comparison(_ results: TestResults) -> JSONValue {
    let comparison = results.comparison
    let naive: JSONValue =
      results.naive.map {
        ["pValue": fraction($0.pValue), "interval": interval($0.interval)]
      } ?? .null
    return [
      "difference": fraction(comparison.difference),
      "differenceInterval": interval(comparison.differenceInterval),
      "pWorse": fraction(comparison.pWorse), "pBetter": fraction(comparison.pBetter),
      "pDifferent": fraction(comparison.pDifferent), "windows": .whole(comparison.windows),
      "naiveZTest": naive,
    ]
  }

  private static let comparisonSchema = Schema.object([
    "difference": Schema.nullable(Schema.number), "differenceInterval": intervalSchema,
    "pWorse": Schema.number, "pBetter": Schema.number, "pDifferent": Schema.number,
    "windows": Schema.integer,
    "naiveZTest": Schema.nullable(
      Schema.object(["pValue": Schema.number, "interval": intervalSchema])),
  ])

  private static func sampleRatio(_ ratio: SampleRatioResults) -> JSONValue {
    [
      "v4Units": .whole(ratio.v4Units), "v5Units": .whole(ratio.v5Units),
      "expectedV5Units": fraction(ratio.expectedV5Units), "pValue": fraction(ratio.pValue),
      "isAlarm": .bool(ratio.isAlarm), "crossovers": .whole(ratio.crossovers),
      "uncountedUnits": .whole(ratio.uncountedUnits),
    ]
  }

  private static let sampleRatioSchema = Schema.object([
    "v4Units": Schema.integer, "v5Units": Schema.integer, "expectedV5Units": Schema.number,
    "pValue": Schema.number, "isAlarm": Schema.flag, "crossovers": Schema.integer,
    "uncountedUnits": Schema.integer,
  ])

  private static func interval(_ interval: Interval) -> JSONValue {
    .array([fraction(interval.lower), fraction(interval.upper)])
  }

  private static let intervalSchema = Schema.list(Schema.number)

  /// To nine digits behind the point; JSON has no infinity.
  private static func fraction(_ value: Double?) -> JSONValue {
    guard let value, value.isFinite else { return .null }
    return .number("\((value * 1e9).rounded() / 1e9)")
  }

  private static func milliseconds(_ duration: Duration?) -> JSONValue {
    fraction(duration.map { $0 / .milliseconds(1) })
  }
}
