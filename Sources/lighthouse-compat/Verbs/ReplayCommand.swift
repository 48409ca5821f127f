import NIOPosix
import ArgumentParser
import EngineHTTP
import EngineRPC
import LighthouseCompatibility
import NIOCore
import Recordings

/// Sends recorded requests to an engine or a gateway and compares the answers.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Re-sends a recording and compares the answers.",
    discussion: """
      Exits 0 when nothing differs beyond what may, 1 when something does, 2 when the recording or
      the secret cannot be read.

      Example: lighthouse-compat replay run.jsonl --url http://127.0.0.1:8551 --jwt-secret jwt.hex
      """)

  @Argument(help: "The recording: one JSON object a line, .gz allowed.") var recording: String
  @Option(help: "The engine or gateway.") var url: String
  @Option(help: "The file with its JWT secret.") var jwtSecret: String
  @Option(help: "Seconds to wait for each answer.") var timeout: Double = 10
  @Flag(help: "Print a JSON object a line, the summary last.") var json = false

  func run() async throws {
    let (recording, endpoint, secret) = try readInputs()
    let tally = try await EventLoops.run { group in
      let client = try await RawClient(endpoint: endpoint, secret: secret, loop: group.next())
      return await replay(recording, client)
    }
    report(tally, skipped: recording.skipped)
    if tally.differing > 0 { throw ExitCode(1) }
  }

  private func readInputs() throws -> (Recording, UpstreamEndpoint, JWTSecret) {
    do {
      return (
        try Recording(file: recording), try UpstreamEndpoint(url: url),
        try JWTSecret(file: jwtSecret)
      )
    } catch {
      Output.note("\(error)")
      throw ExitCode(2)
    }
  }

  private struct Tally {
    var verdicts: [String: Int] = [:]
    var ownErrors = 0
    var differing = 0
  }

  private func replay(_ recording: Recording, _ client: RawClient) async -> Tally {
    var tally = Tally()
    var session = ReplaySession()
    let limit = TimeAmount.nanoseconds(Int64(timeout * 1e9))
    for exchange in recording.exchanges {
      let request = session.request(for: exchange)
      let answer = await client.send(request.body, id: request.id, timeout: limit)
      if case .success(let answer) = answer { session.note(exchange, answer) }
      let result = ReplayJudge().judge(exchange, answer)
      if result.differs { tally.differing += 1 }
      switch result {
      case .judged(let judgement): tally.verdicts[judgement.verdict.rawValue, default: 0] += 1
      case .ownError: tally.ownErrors += 1
      }
      show(exchange, result)
    }
    return tally
  }

  private func show(_ exchange: RecordedExchange, _ result: ReplayJudge.Result) {
    let (verdict, differences): (String, [String]) =
      switch result {
      case .judged(let judgement): (judgement.verdict.rawValue, judgement.differences)
      case .ownError(let reason): ("ownError", [reason])
      }
    if json {
      return Output.json([
        "seq": .number(String(exchange.number)), "label": .string(exchange.label),
        "method": .string(exchange.method), "verdict": .string(verdict),
        "differs": .bool(result.differs),
        "differences": .array(differences.map { .string($0) }),
      ])
    }
    guard verdict != Verdict.match.rawValue else { return }
    Output.line(
      printable(
        "\(exchange.number) \(exchange.label) (\(exchange.method)): \(verdict): "
          + differences.joined(separator: "; ")))
  }

  private func report(_ tally: Tally, skipped: Int) {
    let total = tally.verdicts.values.reduce(0, +) + tally.ownErrors
    if json {
      let verdicts = tally.verdicts.sorted { $0.key < $1.key }
        .map { JSONObject.Member(name: $0.key, value: .number(String($0.value))) }
      return Output.json([
        "summary": [
          "replayed": .number(String(total)), "differing": .number(String(tally.differing)),
          "ownErrors": .number(String(tally.ownErrors)), "skipped": .number(String(skipped)),
          "verdicts": .object(JSONObject(verdicts)),
        ]
      ])
    }
    let verdicts = tally.verdicts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    Output.line(
      "\(total) replayed, \(tally.differing) differing; verdicts: "
        + verdicts.joined(separator: ", ")
        + "; refused by the gateway itself: \(tally.ownErrors); lines skipped: \(skipped)")
  }
}
