import NIOPosix
import ArgumentParser
import EngineRPC
import Gateway
import LighthouseCompatibility
import Migration

/// Looks at both engines before anybody relies on them.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Checks both engines: reachable, JWT, clocks, chain, heads.",
    discussion: """
      Exits 0 when nothing is wrong, 1 when something is, 2 when the configuration cannot be used.

      Example: lighthouse-compat doctor -c gateway.yaml --gateway http://node-b:8552
      """)

  @OptionGroup var file: ConfigurationFile
  @Option(
    name: .customLong("gateway"),
    help: "The admin address of another gateway of the fleet, to compare with; may be repeated.")
  var gateways: [String] = []
  @Flag(help: "Ask v5's engine when Cancun begins; the questions leave no trace.")
  var probeFork = false
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    for text in gateways where AdminAddress(text) == nil {
      throw ValidationError(
        "'\(text.prefix(120))' is no admin address; expected http://HOST:PORT or unix:PATH")
    }
  }

  func run() async throws {
    let configuration: GatewayConfiguration
    do {
      configuration = try file.read()
    } catch {
      Output.note("\(error)")
      throw ExitCode(2)
    }
    let findings = try await EventLoops.run { group in
      var examinations: [EngineExamination] = []
      var fork: ForkExamination?
      for side in Side.allCases {
        guard let config = configuration.compat[side] else { continue }
        let client = try await RawClient(
          endpoint: config.endpoint, secret: config.secret, loop: group.next())
        examinations.append(await EngineExamination(side, config, client))
        if probeFork, side == .v5 {
          fork = await ForkExamination(
            client, plan: configuration.migration?.plan ?? .standard, now: WallClock.now())
        }
      }
      var others: [GatewayExamination] = []
      for address in gateways.compactMap(AdminAddress.init) {
        let client = AdminClient(address: address, token: nil, group: group)
        others.append(await GatewayExamination(client))
      }
      return Diagnosis(
        examinations, gateways: others, fork: fork,
        beaconRootPolicy: configuration.compat.routing.beaconRoot?.description ?? "off",
        warnings: configuration.warnings)
    }
    if json {
      Output.json(findings.json)
    } else {
      for line in findings.lines { Output.line(printable(line)) }
    }
    if !findings.problems.isEmpty { throw ExitCode(1) }
  }
}
