import FaultProxy
import TestKit

/// What happens in a run, all of it drawn from the run's seed.
struct Scenario: Sendable {
  let seed: UInt64
  let fault: ChaosFault
  let stage: ChaosStage
  let target: ChaosTarget
  /// Slots in the stage before anything goes wrong.
  let lead: Int
  /// Slots that it lasts.
  let slots: Int
  /// At which call of its first slot it begins.
  let call: Int
  /// What the wire does; empty where it is not the wire's fault.
  let rules: [FaultRule]
  /// By how much the clock is wrong, in milliseconds.
  let clockStep: Int64

  /// Consecutive seeds take one fault and stage after the other, in an order without a pattern.
  init(seed: UInt64, among faults: [ChaosFault], _ stages: [ChaosStage], target: ChaosTarget?) {
    self.seed = seed
    let deck = faults.indices.flatMap { fault in stages.indices.map { (fault, $0) } }
    var dealer = SeededGenerator(seed: 17)
    let (cycle, place) = seed.quotientAndRemainder(dividingBy: UInt64(deck.count))
    let (faultIndex, stageIndex) = deck.shuffled(using: &dealer)[Int(place)]
    fault = faults[faultIndex]
    stage = stages[stageIndex]
    let targets = fault.targets
    let turn = (faultIndex + stageIndex + Int(cycle % 1_000)) % targets.count
    self.target = target.flatMap { targets.contains($0) ? $0 : nil } ?? targets[turn]
    var generator = SeededGenerator(seed: seed &* 0x9e37_79b9 &+ 1)
    lead = Int.random(in: 1...3, using: &generator)
    slots = Self.slots(self.target, &generator)
    call = Int.random(in: 1...5, using: &generator)
    if let wire = Self.wire(fault, self.target, &generator) {
      rules = [Self.rule(wire, self.target, &generator)]
    } else {
      rules = []
    }
    clockStep = Self.clockStep(self.target, &generator)
  }

  /// Where a node without a gateway would miss every slot, few are enough.
  private static func slots(_ target: ChaosTarget, _ generator: inout SeededGenerator) -> Int {
    target.hitsControl
      ? Int.random(in: 2...3, using: &generator) : Int.random(in: 2...12, using: &generator)
  }

  /// A clock that only the gateway has may be wrong by less than the minute that tokens allow.
  private static func clockStep(
    _ target: ChaosTarget, _ generator: inout SeededGenerator
  ) -> Int64 {
    let seconds: Int64 =
      target == .gateway
      ? .random(in: 3...50, using: &generator) : .random(in: 600...100_000, using: &generator)
    return Bool.random(using: &generator) ? seconds * 1_000 : -seconds * 1_000
  }

  private static func wire(
    _ fault: ChaosFault, _ target: ChaosTarget, _ generator: inout SeededGenerator
  ) -> WireFault? {
    switch fault {
    case .kill, .hang, .gatewayKill, .gatewayRestart, .clockStep, .fullDisk: nil
    case .blackHole: .blackHole
    case .halfOpen: .halfOpen
    case .reset: .reset
    case .delay:
      .delay(
        milliseconds: .random(in: 20...400, using: &generator),
        jitter: .random(in: 0...50, using: &generator))
    case .rateLimit: .rateLimit(bytesPerSecond: .random(in: 2_000...20_000, using: &generator))
    case .truncate: .truncate
    case .garbage: .garbage
    case .wrongID: .wrongID
    case .duplicate: .duplicate(isLate: .random(using: &generator))
    // An authority with nobody in its place is listened to the end, in a debug build.
    case .flood:
      .flood(bytes: .random(in: 2...(target == .v5 ? 40 : 6), using: &generator) << 20)
    case .slowLoris:
      .slowLoris(
        Bool.random(using: &generator) ? .requests : .answers,
        bytes: .random(in: 1...40, using: &generator),
        milliseconds: .random(in: 5...50, using: &generator))
    case .status401: .status(401)
    case .status403: .status(403)
    case .status500: .status(500)
    case .contentType: .contentType
    case .gzip: .gzip
    }
  }

  /// Which requests are hit; with a control run all of a kind, so that both meet the same.
  private static func rule(
    _ fault: WireFault, _ target: ChaosTarget, _ generator: inout SeededGenerator
  ) -> FaultRule {
    let methods = ["", "", "engine_newPayload", "engine_forkchoiceUpdated", "engine_getPayload"]
    let method = fault.isPartition ? "" : methods.randomElement(using: &generator) ?? ""
    guard !target.hitsControl, !fault.isPartition else { return FaultRule(fault, method: method) }
    let probabilities = [1, 1, 0.5, 0.2]
    let probability = probabilities[Int.random(in: probabilities.indices, using: &generator)]
    let counts: [Int?] = [nil, nil, 1, 3]
    let count = counts[Int.random(in: counts.indices, using: &generator)]
    return FaultRule(fault, method: method, count: count, probability: probability)
  }

  /// The options that bring about this run alone.
  func repetition(only: ChaosFault?, stageOnly: ChaosStage?, target: ChaosTarget?) -> String {
    "./scripts/chaos --runs 1 --seed \(seed)" + (only.map { " --only \($0.rawValue)" } ?? "")
      + (stageOnly.map { " --stage \($0.rawValue)" } ?? "")
      + (target.map { " --target \($0.rawValue)" } ?? "") + " --keep"
  }
}

extension Scenario: CustomStringConvertible {
  var description: String {
    let rule = rules.first.map { " (\($0.summary))" } ?? ""
    return "\(fault.rawValue) of \(target.rawValue) in \(stage.rawValue) for \(slots) slots\(rule)"
  }
}

extension FaultRule {
  /// In a few words.
  fileprivate var summary: String {
    var words = ["\(fault)"]
    if !method.isEmpty { words.append(method) }
    if let count { words.append("\(count) times") }
    if probability < 1 { words.append("p \(probability)") }
    return words.joined(separator: ", ")
  }
}
