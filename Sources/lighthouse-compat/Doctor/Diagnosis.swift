import EngineRPC
import LighthouseCompatibility

/// What the engines' own words come to, taken together.
struct Diagnosis: Sendable {
  private let engines: [EngineExamination]
  private let gateways: [GatewayExamination]
  /// This node's parent beacon block root for builds past Cancun.
  private let beaconRootPolicy: String
  private let fork: ForkExamination?
  private let warnings: [String]
  /// What must be mended before the gateway can be relied on.
  private(set) var problems: [String] = []
  /// One engine or two, as far as can be seen from outside.
  let topology: String

  /// Above this an engine refuses tokens that are a little old, in seconds.
  private static let tolerableSkew: Double = 30

  init(
    _ engines: [EngineExamination], gateways: [GatewayExamination], fork: ForkExamination? = nil,
    beaconRootPolicy: String, warnings: [String]
  ) {
    self.engines = engines
    self.gateways = gateways
    self.fork = fork
    self.beaconRootPolicy = beaconRootPolicy
    self.warnings = warnings
    topology = Self.topology(engines)
    for engine in engines { examine(engine) }
    if engines.count == 2 { compare(engines[0], engines[1]) }
    for gateway in gateways { compare(gateway) }
    if let refusal = fork?.refusal { problems.append("the plan must not start: \(refusal)") }
  }

  /// Nodes with different rules build different blocks from the same parent.
  private mutating func compare(_ gateway: GatewayExamination) {
    if let failure = gateway.failure { return problems.append(failure) }
    guard let policy = gateway.beaconRootPolicy, policy != beaconRootPolicy else { return }
    problems.append(
      "beacon root policies differ: \(beaconRootPolicy) here, \(policy.prefix(80)) at"
        + " \(gateway.address): set bridge.parentBeaconBlockRoot alike on every node")
  }

  private mutating func examine(_ engine: EngineExamination) {
    let name = engine.side.rawValue
    if let failure = engine.failure { return problems.append("\(name): \(failure)") }
    if let skew = engine.clockSkew, abs(skew) > Self.tolerableSkew {
      problems.append(
        "\(name): its clock differs by \(Int(skew)) s; tokens are refused at 60 s: check NTP")
    }
    let needed = ["engine_newPayloadV2", "engine_forkchoiceUpdatedV2", "engine_getPayloadV2"]
    let missing = needed.filter { !engine.capabilities.contains($0) }
    if !missing.isEmpty {
      problems.append("\(name): the engine does not serve \(missing.joined(separator: ", "))")
    }
    if engine.isSyncing == true { problems.append("\(name): the engine is still syncing") }
    if engine.side == .v4, engine.head?.fork == "cancun" {
      problems.append("v4: the head is past Cancun, which the v4 dialect cannot express")
    }
  }

  private mutating func compare(_ one: EngineExamination, _ other: EngineExamination) {
    guard one.failure == nil, other.failure == nil else { return }
    if one.chainID != other.chainID {
      problems.append("chain ids differ: \(one.chainID ?? "?") and \(other.chainID ?? "?")")
    }
    if one.genesis != other.genesis {
      problems.append("genesis blocks differ: \(one.genesis ?? "?") and \(other.genesis ?? "?")")
    }
    if one.head?.number == other.head?.number, one.head?.hash != other.head?.hash {
      problems.append("heads differ at height \(one.head?.number ?? "?")")
    }
  }

  private static func topology(_ engines: [EngineExamination]) -> String {
    guard engines.count == 2 else { return "one side is configured" }
    guard engines[0].endpoint == engines[1].endpoint else {
      return "two endpoints; whether one engine stands behind both cannot be seen from here"
    }
    return "one engine behind both sides: it would see two writers; give each side its own"
  }

  var lines: [String] {
    var lines: [String] = []
    for engine in engines {
      lines.append("\(engine.side.rawValue): \(engine.endpoint)")
      guard engine.failure == nil else { continue }
      lines.append("  reachable, JWT accepted; \(engine.version ?? "unknown engine")")
      lines.append("  chain id \(engine.chainID ?? "?"), genesis \(engine.genesis ?? "?")")
      if let head = engine.head {
        lines.append("  head \(head.number) \(head.hash), fork \(head.fork)")
      }
      lines.append("  clock " + (engine.clockSkew.map { "\(Int($0)) s" } ?? "not told"))
      lines.append("  " + capabilities(engine))
    }
    lines.append("topology: \(topology)")
    lines.append("beacon root of builds: \(beaconRootPolicy)")
    lines += gateways.map(\.line)
    if let fork { lines.append(fork.line) }
    lines += warnings.map { "warning: \($0)" }
    lines += problems.map { "problem: \($0)" }
    lines.append(problems.isEmpty ? "nothing is wrong" : "\(problems.count) problem(s)")
    return lines
  }

  private func capabilities(_ engine: EngineExamination) -> String {
    let known = engine.capabilities.filter(MethodPolicy.engineMethods.contains)
    return "serves " + (known.isEmpty ? "nothing known" : known.joined(separator: ", "))
  }

  var json: JSONValue {
    let list = engines.map { engine -> JSONValue in
      [
        "side": .string(engine.side.rawValue), "url": .string("\(engine.endpoint)"),
        "reachable": .bool(engine.failure == nil), "failure": text(engine.failure),
        "version": text(engine.version), "chainId": text(engine.chainID),
        "genesis": text(engine.genesis), "headNumber": text(engine.head?.number),
        "headHash": text(engine.head?.hash), "fork": text(engine.head?.fork),
        "syncing": engine.isSyncing.map { .bool($0) } ?? .null,
        "clockSkewSeconds": engine.clockSkew.map { .number(String($0)) } ?? .null,
        "capabilities": .array(engine.capabilities.map { .string($0) }),
      ]
    }
    return [
      "ok": .bool(problems.isEmpty), "topology": .string(topology), "engines": .array(list),
      "beaconRootPolicy": .string(beaconRootPolicy), "gateways": .array(gateways.map(\.json)),
      "fork": fork?.json ?? .null,
      "problems": .array(problems.map { .string($0) }),
      "warnings": .array(warnings.map { .string($0) }),
    ]
  }

  private func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
}
