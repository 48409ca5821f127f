/// What looking at one simulated test after every request came to.
struct Judgement {
  /// Whether the always-valid interval held the true difference at every look.
  var isCovered = true
  /// Whether the naive interval held it at every look.
  var isNaiveCovered = true
  /// Whether the z-test called the arms different at some look.
  var naiveEverRejected = false
  /// Whether the z-test called them different at the last look.
  var naiveRejectedAtEnd = false
  var hasSampleRatioAlarm = false
  /// The requests after which the always-valid comparison called the arms different.
  var requestsToDecision: Int?
}
