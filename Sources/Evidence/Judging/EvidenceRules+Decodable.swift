extension EvidenceRules {
  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
      if let found = try container.decodeIfPresent(Value.self, forKey: key) { value = found }
    }
    try read(.enforcement, &enforcement)
    try read(.rollbackWealth, &rollbackWealth)
    try read(.warnWealth, &warnWealth)
    try read(.coolDown, &coolDown)
    try read(.minimumEffect, &minimumEffect)
    try read(.errorBudget, &errorBudget)
    try read(.mismatchBudget, &mismatchBudget)
    try read(.margin, &margin)
    try read(.marginFromHalf, &marginFromHalf)
    try read(.failureCeiling, &failureCeiling)
    try read(.mismatchCeiling, &mismatchCeiling)
    try read(.latencyRatioP50, &latencyRatioP50)
    try read(.latencyRatioP99, &latencyRatioP99)
    try read(.latencySlack, &latencySlack)
    try read(.latencyMarginP50, &latencyMarginP50)
    try read(.latencyMarginP99, &latencyMarginP99)
    try read(.errorAlpha, &errorAlpha)
    try read(.serviceLevelAlpha, &serviceLevelAlpha)
    try read(.mismatchAlpha, &mismatchAlpha)
    try read(.latencyAlpha, &latencyAlpha)
    try read(.slotSeconds, &slotSeconds)
    try read(.silentSlots, &silentSlots)
    try read(.silentCalls, &silentCalls)
    try read(.lostComparisons, &lostComparisons)
    try read(.consecutiveFailures, &consecutiveFailures)
    try read(.window, &window)
  }
}
