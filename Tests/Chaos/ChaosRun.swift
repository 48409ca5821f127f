import ChainKit
import Chronicle
import DevChain
import EngineRPC
import EthereumPrimitives
import FaultProxy
import Foundation
import Gateway

/// One migration in which one thing goes wrong.
struct ChaosRun {
  /// Slots that a stage, and an end, may take to be reached.
  private static let (startLimit, stageLimit, endLimit) = (20, 300, 300)
  /// Slots behind the end, and at least behind the healing.
  private static let (tail, afterHealing) = (4, 4)
  /// Most of a real slot nobody asks for anything: what the follower may take of that at most.
  private static let idleTime = Duration.milliseconds(100)

  let scenario: Scenario
  let world: ChaosWorld
  let node: ConsensusNode
  private let injection: Injection
  var caller: ChainCaller
  var watch = GatewayWatch()
  var result: RunResult
  var slot = 0
  private var isFaulty = false

  static func run(_ scenario: Scenario, in folder: URL) async throws -> RunResult {
    try await ChaosWorld.run(in: folder, seed: scenario.seed) { world in
      var run = try await ChaosRun(scenario, world)
      try await run.run()
      return run.result
    }
  }

  private init(_ scenario: Scenario, _ world: ChaosWorld) async throws {
    self.scenario = scenario
    self.world = world
    node = ConsensusNode(
      port: world.proxies["caller"]?.port ?? 0, key: ChaosWorld.callerKey, clock: world.clock,
      sharesClock: scenario.target == .caller)
    injection = Injection(scenario, world)
    result = RunResult(scenario)
    node.beginSlot()
    caller = try await Self.caller(node)
  }

  /// A v4 caller with transactions in every third block.
  static func caller(_ node: ConsensusNode) async throws -> ChainCaller {
    try await ChainCaller(
      forks: ChainGenesis.shanghai.forks, dialect: .v4, slotsPerTransaction: 3
    ) { method, params, _ in try await node.ask(method, params) }
  }

  private mutating func run() async throws {
    try await settle()
    try await start()
    guard try await reachStage() else {
      result.unreached = "\(scenario.stage.rawValue) was not reached: \(watch.text)"
      return try await conclude()
    }
    for _ in 0..<scenario.lead { try await runSlot() }
    try await goWrong()
    try await goOn()
    try await conclude()
  }

  // MARK: The way

  /// Starts the migration; on a busy machine an engine may seem to be away at first.
  private mutating func start() async throws {
    for _ in 0..<Self.startLimit {
      let body: JSONValue = ["who": "chaos", "execute": true]
      if (try? await command("start", body)) != nil { return }
      try await runSlot()
    }
    try await command("start", ["who": "chaos", "execute": true])
  }

  private mutating func reachStage() async throws -> Bool {
    let isRollback = scenario.stage == .rolledBack
    for _ in 0..<Self.stageLimit {
      if isThere(isRollback ? .canary5 : scenario.stage), watch.isLevel {
        if isRollback {
          try await command("rollback", ["who": "chaos", "reason": "to see what follows"])
        }
        return true
      }
      if watch.isOver { return false }
      try await runSlot()
    }
    return false
  }

  private func isThere(_ stage: ChaosStage) -> Bool {
    switch stage {
    case .testing: watch.kind == "testing"
    case .canary5: watch.state.hasPrefix("Canary(5%")
    case .canary10: watch.state.hasPrefix("Canary(10%")
    case .gradual: watch.kind == "gradual"
    case .complete: watch.kind == "complete" && watch.mode == "v5Primary"
    case .rolledBack: watch.kind == "rolledBack"
    }
  }

  private mutating func goWrong() async throws {
    result.faultSlots = slot + 1..<slot + 1 + scenario.slots
    for side in scenario.target.sides { watch.beginGap(side, at: node.log.live.nextNumber) }
    isFaulty = true
    let interruption = injection.interruption(noting: result.began)
    for number in 0..<scenario.slots {
      try await runSlot(interruption: number == 0 ? interruption : nil)
    }
    result.hits = try await injection.hits()
    try await injection.heal()
    isFaulty = false
    result.healed.note()
  }

  /// Goes on until the migration is over and every engine level again.
  private mutating func goOn() async throws {
    var slots = 0
    while slots < Self.endLimit {
      try await runSlot()
      slots += 1
      if watch.isLevel, result.levelAfter == nil {
        result.levelAfter = result.healed.elapsed
        result.levelSlots = slots
      }
      if slots >= Self.afterHealing, watch.isLevel, watch.isOver { break }
    }
    if slots == Self.endLimit { result.problems.append("no end in \(slots) slots: \(watch.text)") }
    for _ in 0..<Self.tail { try await runSlot() }
  }

  private mutating func runSlot(
    interruption: SlotInterruption? = nil
  ) async throws {
    let before = node.log.live.nextNumber
    slot += 1
    node.beginSlot(interruption: interruption)
    let outcome = try await caller.runSlot()
    node.endSlot()
    switch outcome {
    case .head: result.noteHead(slot)
    case .missed(let miss): result.missed.append((slot, "\(miss.step): \(miss.reason)"))
    }
    let deadline = ContinuousClock.now + Self.idleTime
    repeat {
      await look(before: before)
      if watch.isDrained { break }
      try await Task.sleep(for: .milliseconds(2))
    } while ContinuousClock.now < deadline
  }

  mutating func look(before: Int) async {
    let answer = try? await world.admin.get("/v1/status")
    let sides = isFaulty ? scenario.target.sides : []
    watch.look(
      answer?.status == 200 ? answer?.body : nil, before: before,
      next: node.log.live.nextNumber, isFaulty: sides.contains)
  }

  private func command(_ verb: String, _ body: JSONValue) async throws {
    let answer = try await world.admin.post("/v1/migration/\(verb)", body)
    guard answer.status == 200 else { throw ChaosError.refused(answer.body.text) }
  }
}
