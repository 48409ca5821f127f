public import Evidence

/// Something that stops a migration from advancing, and never from rolling back.
public struct Hold: Codable, Hashable, Sendable {
  public var reason: HoldReason
  public var value: String
  public var comparator: String
  public var threshold: String
  public var evidence: String
  /// Since when it stands, in milliseconds since 1970.
  public var since: Int64
  /// Whether nobody may promote past it.
  public var isCritical: Bool
  /// How long it has stood while the controller ran.
  public internal(set) var age: PlannedDuration = .zero

  public init(
    _ reason: HoldReason, value: String = "", comparator: String = "", threshold: String = "",
    evidence: String = "", since: Int64, isCritical: Bool? = nil
  ) {
    self.reason = reason
    self.value = value
    self.comparator = comparator
    self.threshold = threshold
    self.evidence = evidence
    self.since = since
    self.isCritical = isCritical ?? reason.isCritical
  }

  /// The hold that a detector's reading asks for; a failed one is critical.
  public init(_ reading: SignalReading, at time: Int64) {
    // The reading's own line begins with the detector's name, which the hold's reason says.
    let line = reading.description.dropFirst(reading.detector.rawValue.count + 1)
    let parts = line.split(separator: " (", maxSplits: 1)
    self.init(
      .evidence(reading.detector), value: parts.first.map(String.init) ?? "",
      evidence: parts.count > 1 ? String(parts[1].dropLast()) : "", since: time,
      isCritical: reading.verdict == .fail)
  }
}

extension Hold: CustomStringConvertible {
  /// Reason, value, comparator, threshold, evidence and for how long:
  /// `latency-p99 512 ms > 1.5 × 301 ms (W=3.4e2 of 1e6, n5=812), for 4m so far`.
  public var description: String {
    let words = [reason.description, value, comparator, threshold].filter { !$0.isEmpty }
    let ground = evidence.isEmpty ? "" : " (\(evidence))"
    let time = PlannedDuration(milliseconds: age.milliseconds / 1_000 * 1_000)
    return words.joined(separator: " ") + ground + ", for \(time) so far"
  }
}
