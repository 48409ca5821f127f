import EngineRPC
import LighthouseCompatibility
import NIOCore
import NIOHTTP1
import Observability

extension AdminRouter {
  static let readingRoutes: [AdminRoute] = [
    AdminRoute(
      method: .GET, path: "/healthz", summary: "Whether callers can be served.",
      responses: [
        .init(status: 200, meaning: "they can", schema: healthSchema),
        .init(status: 503, meaning: "they cannot", schema: healthSchema),
      ]
    ) { _, _, control in control.state().map(health) },
    AdminRoute(
      method: .GET, path: "/metrics",
      summary: "Everything that is counted, for Prometheus: as text or as OpenMetrics.",
      responses: [.init(status: 200, meaning: "as it was within the last second", schema: nil)]
    ) { request, _, control in
      let format = ExpositionFormat(accept: request.head.headers["accept"].joined(separator: ","))
      return control.sideLoop.makeSucceededFuture(
        AdminReply(
          status: .ok, contentType: format.contentType,
          text: control.telemetry.exposition(format)))
    },
    document("/v1/status", "Who answers, who follows, how far behind.", StatusDocument.schema) {
      StatusDocument.json($0)
    },
    document("/v1/sides", "Both sides and their lanes.", Schema.list(StatusDocument.sideSchema)) {
      .array($0.status.sides.map(StatusDocument.side))
    },
    document("/v1/builds", "The book of payload ids, oldest first.", Schema.list(buildSchema)) {
      .array($0.status.builds.map(build))
    },
    document("/v1/verdicts", "How the comparisons came out.", VerdictDocument.schema) {
      VerdictDocument.json($0.metrics)
    },
    document(
      "/v1/events", "What happened to the routing, newest last.", Schema.list(EventDocument.schema)
    ) { state in
      .array(state.status.events.map { EventDocument.json($0, state.status.uptime) })
    },
    document(
      "/v1/mismatches", "The last mismatches with both bodies, cut, newest last.",
      Schema.list(MismatchDocument.schema)
    ) {
      .array(
        $0.mismatches.map {
          MismatchDocument.json($0, characters: MismatchDocument.listedCharacters)
        })
    },
    mismatch, why,
    document("/v1/flags", "The flags in force.", StatusDocument.flagsSchema) {
      StatusDocument.flags($0.status.policy)
    },
    AdminRoute(
      method: .GET, path: "/v1/openapi.json", summary: "This description.",
      responses: [.init(status: 200, meaning: "OpenAPI 3.1", schema: ["type": "object"])]
    ) { _, _, control in control.ask { _ in .json(OpenAPIDocument.json) } },
  ]

  private static func document(
    _ path: String, _ summary: String, _ schema: JSONValue,
    _ json: @escaping @Sendable (GatewayState) -> JSONValue
  ) -> AdminRoute {
    AdminRoute(
      method: .GET, path: path, summary: summary,
      responses: [.init(status: 200, meaning: "as it is now", schema: schema)]
    ) { _, _, control in
      control.state().map { AdminReply.json(json($0)) }
    }
  }

  // MARK: Health

  private static func health(_ state: GatewayState) -> AdminReply {
    let health = GatewayHealth(state)
    let isServing: Bool
    let word: String
    switch health.word {
    case .healthy, .hold, .waiting: (isServing, word) = (true, "ok")
    case .failed: (isServing, word) = (false, "unhealthy")
    case .draining: (isServing, word) = (false, "draining")
    }
    let engines = state.status.sides.map { side in
      JSONObject.Member(name: side.side.rawValue, value: .string(side.isOffline ? "down" : "up"))
    }
    return .json(
      [
        "status": .string(word), "mode": .string(state.status.mode.description),
        "authority": .string(state.status.authority.rawValue),
        "engines": .object(JSONObject(engines)),
      ], isServing ? .ok : .serviceUnavailable)
  }

  private static let healthSchema = Schema.object([
    "status": Schema.text, "mode": Schema.text, "authority": Schema.side,
    "engines": Schema.map(Schema.text),
  ])

  // MARK: Builds

  private static func build(_ build: BuildStatus) -> JSONValue {
    let ids = build.ids.sorted { $0.key.rawValue < $1.key.rawValue }
      .map { JSONObject.Member(name: $0.key.rawValue, value: .string($0.value)) }
    return [
      "id": .string(build.id), "minter": .string(build.minter.rawValue),
      "ids": .object(JSONObject(ids)), "head": .text(build.head), "ageSeconds": .seconds(build.age),
    ]
  }

  private static let buildSchema = Schema.object([
    "id": Schema.text, "minter": Schema.side, "ids": Schema.map(Schema.text),
    "head": Schema.nullable(Schema.text), "ageSeconds": Schema.number,
  ])

  // MARK: One mismatch

  private static let mismatch = AdminRoute(
    method: .GET, path: "/v1/mismatches/{id}", summary: "One mismatch with both bodies.",
    parameters: [
      .init(name: "id", place: "path", isRequired: true, meaning: "the exchange's number")
    ],
    responses: [
      .init(status: 200, meaning: "the mismatch", schema: MismatchDocument.schema),
      .init(status: 404, meaning: "not kept, or not any more", schema: OpenAPIDocument.reference),
    ]
  ) { _, values, control in
    control.state().map { state in
      let id = values["id"] ?? ""
      guard let found = state.mismatches.last(where: { "\($0.exchange)" == id }) else {
        return .failure(
          .notFound, "no mismatch \(id.prefix(40)) is kept",
          fix: "GET /v1/mismatches lists those that are: the last \(state.mismatches.count)")
      }
      return .json(MismatchDocument.json(found))
    }
  }

  // MARK: Why

  private static let why = AdminRoute(
    method: .GET, path: "/v1/why", summary: "Which side would answer an operation now, and why.",
    parameters: [
      .init(
        name: "method", place: "query", isRequired: false,
        meaning: "a method's name; engine_newPayloadV2 where absent"),
      .init(
        name: "block", place: "query", isRequired: false,
        meaning: "the hash of the block that it is about"),
    ],
    responses: [
      .init(status: 200, meaning: "the route with its reason", schema: WhyDocument.schema),
      .init(status: 400, meaning: "a block that is no hash", schema: OpenAPIDocument.reference),
    ]
  ) { request, _, control in
    let method = request.query["method"] ?? "engine_newPayloadV2"
    let block = request.query["block"].map { $0.lowercased() }
    return control.ask { driver in
      if let block, block.wholeMatch(of: /0x[0-9a-f]{64}/) == nil {
        return .failure(
          .badRequest, "the block is no hash", fix: "send 0x and 64 hexadecimal digits")
      }
      let status = driver.status
      guard control.methods.allowed.contains(method) else {
        return .json(WhyDocument.notServed(String(method.prefix(120)), status))
      }
      let route = driver.explain(method: method, block: block)
      return .json(WhyDocument.json(method: method, block: block, route, status))
    }
  }
}
