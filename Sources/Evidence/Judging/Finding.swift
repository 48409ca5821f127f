/// What a detector's evidence comes to before its enforcement is applied.
struct Finding {
  var unit: SignalReading.Unit = .share
  var v4: Double?
  var v5: Double?
  var limit: SignalReading.Limit?
  var deltaUpper: Double?
  var n4 = 0
  var n5 = 0
  var note: String?
  /// Whether v5 is worse by enough over the last minutes.
  var isEffect = false
  /// Whether it must fire by itself, without a W.
  var isAlarm = false
  /// Whether it holds without being v5's fault, and by what verdict.
  var holds: EvidenceVerdict?
  /// Whether there is anything to judge by.
  var hasData = true
  /// Whether the bounds for an advance are met.
  var isWithin = true
}
