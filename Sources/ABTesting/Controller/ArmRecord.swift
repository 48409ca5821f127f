/// What is kept of one arm's requests.
struct ArmRecord: Sendable {
  var assignments = 0
  var counts = SuccessCounts()
  var latency = LatencyRecord()

  mutating func record(success: Bool, latency duration: Duration) {
    counts.record(success: success)
    latency.record(duration)
  }
}
