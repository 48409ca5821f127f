import ArgumentParser
import DevChain
import EthereumPrimitives
import Gateway
import LighthouseCompatibility
import NIOCore

/// Shows the main job: a chain driven through the gateway with both sides beside each other.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Drives a chain through the gateway in parallel mode, on two embedded engines.",
    discussion: """
      Each slot a consensus caller builds a block, commits it and makes it head, as the Alys node
      does; with --embedded through the library in place of the gateway. Exits 0 when no slot was missed, nothing differed and both engines have one head.

      With --migrate the standard plan runs on them in compressed time, to Complete or, with \
      --fault, to the rollback that has to follow.

      Example: lighthouse-compat demo --slots 50
      Example: lighthouse-compat demo --migrate --fault slow --stay
      """)

  @Option(help: "How many slots to run.") var slots = 30
  @Option(help: "Milliseconds from slot to slot (default: 100, with --migrate 10).")
  var slotMilliseconds: Int?
  @Flag(help: "Through the library's EngineActor, as a node in Swift embeds it.")
  var embedded = false
  @Flag(help: "A whole migration in compressed time, in place of a number of slots.")
  var migrate = false
  @Option(
    help: """
      With --migrate, what goes wrong with v5: \(DemoFault.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  var fault: DemoFault?
  @Option(help: "With --fault, the seed of what is random about it.") var seed: UInt64 = 0
  @Flag(help: "With --migrate, let the chain go on after the end, until Ctrl-C.")
  var stay = false
  @Option(
    help: """
      The port of status, why and metrics on 127.0.0.1 (default: any free one, with --stay 8552).
      """)
  var adminPort: Int?
  @Option(help: "With --migrate, the file with the token that changes need.")
  var adminToken: String?
  @Flag(help: "Print the summary as one JSON object.") var json = false

  func validate() throws {
    guard (1...100_000).contains(slots) else { throw ValidationError("--slots: 1 to 100000") }
    guard (0...60_000).contains(slotMilliseconds ?? 100) else {
      throw ValidationError("--slot-milliseconds: 0 to 60000")
    }
    if migrate, !(1...1_000).contains(slotMilliseconds ?? 10) {
      throw ValidationError("--slot-milliseconds: 1 to 1000 with --migrate")
    }
    guard (0...65_535).contains(adminPort ?? 0) else {
      throw ValidationError("--admin-port: 0 to 65535")
    }
    if stay || adminPort != nil || adminToken != nil, !migrate {
      throw ValidationError("--stay, --admin-port and --admin-token need --migrate")
    }
    if fault != nil, !migrate { throw ValidationError("--fault needs --migrate") }
    if embedded, migrate { throw ValidationError("--embedded and --migrate exclude each other") }
  }

  func run() async throws {
    if migrate {
      let isGood = try await EventLoops.run(threads: 4) { group in
        try await DemoMigration(
          fault: fault, seed: seed, slotMilliseconds: slotMilliseconds ?? 10, json: json,
          stays: stay, admin: (adminPort ?? (stay ? 8552 : 0), adminToken)
        ).run(group)
      }
      if !isGood { throw ExitCode(1) }
      return
    }
    let summary: DemoSummary = try await EventLoops.run(threads: 4) { group in
      if embedded {
        try await drive(try await DemoNode.start(group))
      } else {
        try await drive(try await DemoChain.start(group))
      }
    }
    if json { Output.json(summary.json) } else { for line in summary.lines { Output.line(line) } }
    if !summary.isGood { throw ExitCode(1) }
  }

  private func drive(_ chain: some DemoRun) async throws -> DemoSummary {
    var chain = chain
    note(chain.headline)
    let clock = ContinuousClock()
    let started = clock.now
    var next = started
    for slot in 1...slots {
      next += .milliseconds(slotMilliseconds ?? 100)
      await chain.runSlot()
      progress(slot, chain)
      try await clock.sleep(until: next)
    }
    if Output.isTerminal, !json { Output.line("") }
    try await chain.settle()
    let summary = DemoSummary(
      counts: chain.counts, misses: chain.misses, metrics: chain.metrics,
      heads: await chain.engines.heads(), seconds: (clock.now - started) / .seconds(1))
    try await chain.stop()
    return summary
  }

  private func progress(_ slot: Int, _ chain: some DemoRun) {
    guard !json else { return }
    let metrics = chain.metrics
    let text =
      "slot \(slot)/\(slots): \(chain.counts.missed) missed,"
      + " \(metrics.operationsCompared) compared, \(metrics.mismatches) mismatches,"
      + " head \(String(chain.headHash.description.prefix(14)))…"
    if let columns = TerminalWidth.ofStandardOutput {
      let bar = ProgressBar(fraction: Double(slot) / Double(slots)).text(columns: columns - 70)
      Output.overwrite(bar + text)
    } else if slot.isMultiple(of: 10) || slot == slots {
      Output.line(text)
    }
  }

  private func note(_ text: String) {
    if !json { Output.line(text) }
  }
}
