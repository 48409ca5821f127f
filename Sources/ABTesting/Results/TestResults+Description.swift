extension TestResults: CustomStringConvertible {
  /// A page of text for people.
  public var description: String {
    let sticky = test.isSticky ? "sticky" : "drawn per call"
    let lines =
      [
        "\(test.name), attempt \(test.attempt): \(phase.rawValue),"
          + " v5 \(percent(Double(test.v5Share) / Double(Share.whole))), \(sticky)",
        row("v4", v4), row("v5", v5),
      ] + comparisonLines + [sampleRatioLine]
    return lines.joined(separator: "\n")
  }

  private var comparisonLines: [String] {
    let interval = comparison.differenceInterval
    var lines = [
      "v5 − v4: \(percent(comparison.difference)), within \(percent(interval)) at every look",
      "always-valid p: different \(probability(comparison.pDifferent)),"
        + " v5 worse \(probability(comparison.pWorse)),"
        + " v5 better \(probability(comparison.pBetter))"
        + " (\(comparison.windows) windows)",
    ]
    if let naive {
      lines.append(
        "z-test: p \(probability(naive.pValue)), within \(percent(naive.interval));"
          + " not valid when looked at more than once")
    }
    if sampleRatio.isAlarm {
      lines.append("conclusion: none, the sample ratio is off")
    } else {
      lines.append("conclusion: \(isSignificant ? "the arms differ" : "no difference shown")")
    }
    return lines
  }

  private var sampleRatioLine: String {
    "sample ratio: \(sampleRatio.v4Units) : \(sampleRatio.v5Units) units,"
      + " \(sampleRatio.expectedV5Units.fixed(1)) expected on v5,"
      + " p \(probability(sampleRatio.pValue)), \(sampleRatio.isAlarm ? "ALARM" : "ok"); \(sampleRatio.crossovers) on both arms,"
      + " \(sampleRatio.uncountedUnits) uncounted; \(excludedResults) results excluded"
  }

  private func row(_ name: String, _ arm: ArmResults) -> String {
    "\(name): \(arm.requests) requests, \(percent(arm.successRate)) succeeded,"
      + " within \(percent(arm.successRateInterval)); p50 \(milliseconds(arm.p50Latency)),"
      + " p99 \(milliseconds(arm.p99Latency)), mean \(milliseconds(arm.meanLatency))"
  }

  private func probability(_ value: Double) -> String {
    value < 0.0001 ? "< 0.0001" : value.fixed(4)
  }

  private func percent(_ rate: Double?) -> String {
    rate.map { ($0 * 100).fixed(2) + " %" } ?? "unknown"
  }

  private func percent(_ interval: Interval) -> String {
    "\((interval.lower * 100).fixed(2)) … \(percent(interval.upper))"
  }

  private func milliseconds(_ duration: Duration?) -> String {
    duration.map { ($0 / .milliseconds(1)).fixed(3) + " ms" } ?? "unknown"
  }
}
