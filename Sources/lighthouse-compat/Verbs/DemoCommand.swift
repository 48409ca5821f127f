import EthereumPrimitives
import Gateway
import ArgumentParser
import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import LighthouseCompatibility
import NIOCore

/// Shows the main job: a chain driven through the gateway with both sides beside each other.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Drives a chain through the gateway in parallel mode, on two embedded engines.",
    discussion: """
      Each slot a consensus caller builds a block, commits it and makes it head, as the Alys node
      does. Exits 0 when no slot was missed, nothing differed and both engines have one head.

      Example: lighthouse-compat demo --slots 50
      """)

  @Option(help: "How many slots to run.") var slots = 30
  @Option(help: "Milliseconds from slot to slot.") var slotMilliseconds = 100
  @Flag(help: "Print the summary as one JSON object.") var json = false

  func validate() throws {
    guard (1...100_000).contains(slots) else { throw ValidationError("--slots: 1 to 100000") }
    guard (0...60_000).contains(slotMilliseconds) else {
      throw ValidationError("--slot-milliseconds: 0 to 60000")
    }
  }

  func run() async throws {
    let summary = try await EventLoops.run(threads: 4) { group in
      let chain = try await DemoChain.start(group)
      note(
        "two embedded engines, gateway in parallel mode, health and metrics on"
          + " http://127.0.0.1:\(chain.gateway.adminPort)")
      let clock = ContinuousClock()
      let started = clock.now
      let driver = try await drive(chain, clock)
      try await chain.settle()
      let summary = DemoSummary(
        counts: driver.counts, misses: driver.misses, metrics: chain.gateway.metrics.snapshot,
        heads: await chain.heads(), seconds: (clock.now - started) / .seconds(1))
      try await chain.stop()
      return summary
    }
    if json { Output.json(summary.json) } else { for line in summary.lines { Output.line(line) } }
    if !summary.isGood { throw ExitCode(1) }
  }

  private func drive(_ chain: DemoChain, _ clock: ContinuousClock) async throws -> SlotDriver {
    var driver = chain.driver
    var next = clock.now
    for slot in 1...slots {
      next += .milliseconds(slotMilliseconds)
      try await run(&driver, chain.caller)
      progress(slot, driver, chain.gateway.metrics.snapshot)
      try await clock.sleep(until: next)
    }
    if Output.isTerminal, !json { Output.line("") }
    return driver
  }

  /// Runs one slot to its end.
  private func run(_ driver: inout SlotDriver, _ caller: RawClient) async throws {
    var request = driver.startSlot()
    while true {
      let body = RPCRequest.body(method: request.method, params: request.params)
      switch await caller.send(body, id: RPCRequest.id, timeout: .seconds(10)) {
      case .failure(let failure):
        _ = driver.abandonSlot(failure.description)
        return
      case .success(let answer):
        guard case .request(let following)? = driver.received(Self.read(answer)) else { return }
        request = following
      }
    }
  }

  private static func read(_ answer: UpstreamAnswer) -> Result<JSONValue, EngineError> {
    let envelope = answer.envelope
    if let range = envelope.errorRange, envelope.errorKind == .object {
      let error = try? EngineError(json: answer.body[range].bytes)
      return .failure(error ?? EngineError(.internalError, detail: "unreadable error"))
    }
    let value = envelope.resultRange.flatMap { try? JSONValue(parsing: answer.body[$0].bytes) }
    return .success(value ?? .null)
  }

  private func progress(_ slot: Int, _ driver: SlotDriver, _ metrics: CompatMetrics.Snapshot) {
    guard !json else { return }
    let text =
      "slot \(slot)/\(slots): \(driver.counts.missed) missed,"
      + " \(metrics.operationsCompared) compared, \(metrics.mismatches) mismatches,"
      + " head \(String(driver.headHash.description.prefix(14)))…"
    if Output.isTerminal {
      Output.overwrite(text)
    } else if slot.isMultiple(of: 10) || slot == slots {
      Output.line(text)
    }
  }

  private func note(_ text: String) {
    if !json { Output.line(text) }
  }
}
