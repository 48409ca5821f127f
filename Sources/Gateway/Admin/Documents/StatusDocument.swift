import EngineRPC
import LighthouseCompatibility

/// `GET /v1/status`: everything that `lighthouse-compat status` tells, for people and programs.
enum StatusDocument {
  /// Raised when a member is taken away or changes its meaning; members may be added.
  static let version = 1

  static func json(_ state: GatewayState) -> JSONValue {
    let status = state.status
    let health = GatewayHealth(state)
    let way = WayBack(state)
    return [
      "schemaVersion": .whole(version), "version": .string(CompatVersion.current),
      "health": [
        "word": .string(health.word.rawValue),
        "reasons": .array(health.reasons.map { .string($0) }),
      ],
      "mode": .string(status.mode.description), "epoch": .whole(status.epoch),
      "topology": .string(status.topology.rawValue),
      "authority": .string(status.authority.rawValue),
      "follower": .text(status.follower?.rawValue), "freeze": .text(status.freeze),
      "contestedBlocks": .whole(status.contestedBlocks),
      "wayBack": ["open": .bool(way.isOpen), "reason": .string(way.reason)],
      "sides": .array(status.sides.map(side)),
      "lastForkchoice": .text(status.lastForkchoice?.rawValue),
      "writer": writer(status), "writersRefused": .whole(status.writersRefused),
      "builds": .whole(status.builds.count), "outstanding": .whole(status.outstanding),
      "verdicts": totals(state.metrics),
      "comparisonsDropped": .whole(state.metrics.comparisonsDropped),
      "substitutions": .counts(state.metrics.substitutions),
      "wentBack": .whole(state.metrics.wentBack),
      "lastMismatch": state.mismatches.last.map(MismatchDocument.outline) ?? .null,
      "flags": flags(status.policy),
      "beaconRootPolicy": .string(status.policy.beaconRoot?.description ?? "off"),
      "events": .array(status.events.suffix(8).map { EventDocument.json($0, status.uptime) }),
      "migration": state.migration.map(MigrationDocument.outline) ?? .null,
      "uptimeSeconds": .seconds(status.uptime),
    ]
  }

  static let schema = Schema.object([
    "schemaVersion": Schema.integer, "version": Schema.text,
    "health": Schema.object(["word": Schema.text, "reasons": Schema.list(Schema.text)]),
    "mode": Schema.text, "epoch": Schema.integer, "topology": Schema.text,
    "authority": Schema.side, "follower": Schema.nullable(Schema.side),
    "freeze": Schema.nullable(Schema.text), "contestedBlocks": Schema.integer,
    "wayBack": Schema.object(["open": Schema.flag, "reason": Schema.text]),
    "sides": Schema.list(sideSchema), "lastForkchoice": Schema.nullable(Schema.side),
    "writer": Schema.nullable(
      Schema.object([
        "id": Schema.nullable(Schema.text), "clientVersion": Schema.nullable(Schema.text),
      ])),
    "writersRefused": Schema.integer, "builds": Schema.integer, "outstanding": Schema.integer,
    "verdicts": Schema.map(Schema.integer), "comparisonsDropped": Schema.integer,
    "substitutions": Schema.map(Schema.integer), "wentBack": Schema.integer,
    "lastMismatch": Schema.nullable(MismatchDocument.outlineSchema),
    "flags": flagsSchema, "beaconRootPolicy": Schema.text,
    "events": Schema.list(EventDocument.schema),
    "migration": Schema.nullable(MigrationDocument.outlineSchema), "uptimeSeconds": Schema.number,
  ])

  // MARK: Sides

  static func side(_ side: CompatStatus.SideStatus) -> JSONValue {
    [
      "side": .string(side.side.rawValue), "url": .string(side.endpoint),
      "up": .bool(!side.isOffline), "behind": .text(side.behind?.description),
      "behindReason": .text(side.behind?.rawValue), "wrongChain": .text(side.wrongChain),
      "catchUp": side.catchUp.map(catchUp) ?? .null,
      "lane": [
        "waiting": .whole(side.laneWaiting), "inFlight": .whole(side.laneInFlight),
        "bytes": .whole(side.laneBytes),
      ],
      "head": .text(side.head),
    ]
  }

  static let sideSchema = Schema.object([
    "side": Schema.side, "url": Schema.text, "up": Schema.flag,
    "behind": Schema.nullable(Schema.text), "behindReason": Schema.nullable(Schema.text),
    "wrongChain": Schema.nullable(Schema.text), "catchUp": Schema.nullable(catchUpSchema),
    "lane": Schema.object([
      "waiting": Schema.integer, "inFlight": Schema.integer, "bytes": Schema.integer,
    ]),
    "head": Schema.nullable(Schema.text),
  ])

  private static func catchUp(_ state: CatchUpState) -> JSONValue {
    switch state {
    case .running(let phase, let done, let total, let number):
      [
        "state": "running", "phase": .string(phase), "done": .whole(done), "total": .whole(total),
        "number": .whole(number), "reason": .null,
      ]
    case .awaitingForkchoice(let number, let imported):
      reached(number, imported: imported, state: "awaitingForkchoice")
    case .level(let number, let imported): reached(number, imported: imported, state: "level")
    case .failed(let reason):
      [
        "state": "failed", "phase": .null, "done": 0, "total": 0, "number": .null,
        "reason": .string(reason),
      ]
    }
  }

  private static func reached(_ number: UInt64, imported: Int, state: String) -> JSONValue {
    [
      "state": .string(state), "phase": .null, "done": .whole(imported), "total": .whole(imported),
      "number": .whole(number), "reason": .null,
    ]
  }

  private static let catchUpSchema = Schema.object([
    "state": Schema.text, "phase": Schema.nullable(Schema.text), "done": Schema.integer,
    "total": Schema.integer, "number": Schema.nullable(Schema.integer),
    "reason": Schema.nullable(Schema.text),
  ])

  // MARK: Parts

  private static func writer(_ status: CompatStatus) -> JSONValue {
    guard let writer = status.writer else { return .null }
    return ["id": .text(writer.id), "clientVersion": .text(writer.clientVersion)]
  }

  static func totals(_ metrics: CompatMetrics.Snapshot) -> JSONValue {
    .object(
      JSONObject(
        Verdict.allCases.map { .init(name: $0.rawValue, value: .whole(metrics.total($0))) }))
  }

  /// The flags in force, as `POST /v1/flags` takes them.
  static func flags(_ policy: RoutingPolicy) -> JSONValue {
    .object(
      JSONObject(
        flagKeys.compactMap { key in
          RoutingSetting.named(key.path).map {
            .init(name: key.path, value: typed($0.text(policy), key.kind))
          }
        }))
  }

  static let flagKeys = ConfigurationKey.all.filter { $0.change == .flag }

  static let flagsSchema: JSONValue = [
    "type": "object",
    "properties": .object(
      JSONObject(
        flagKeys.map { key in
          var schema = JSONObject([
            .init(name: "type", value: .string(typeName(key.kind))),
            .init(name: "description", value: .string(key.meaning)),
          ])
          if key.path.hasPrefix("versions.") { schema["enum"] = ["v4", "v5", "mode"] }
          return .init(name: key.path, value: .object(schema))
        })),
    "additionalProperties": false,
  ]

  private static func typeName(_ kind: ConfigurationKey.Kind) -> String {
    switch kind {
    case .boolean: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .text, .list: "string"
    }
  }

  private static func typed(_ text: String, _ kind: ConfigurationKey.Kind) -> JSONValue {
    switch kind {
    case .boolean: .bool(text == "true")
    case .integer, .number: .number(text)
    case .text, .list: .string(text)
    }
  }
}
