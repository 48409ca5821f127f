import ABTesting
import EngineRPC
import LighthouseCompatibility
import NIOCore
import NIOHTTP1

extension AdminRouter {
  static let experimentRoutes: [AdminRoute] = [
    AdminRoute(
      method: .GET, path: "/v1/ab", summary: "The A/B tests on the traffic, with their results.",
      responses: [
        .init(status: 200, meaning: "by name", schema: Schema.list(ExperimentDocument.schema))
      ]
    ) { _, _, control in
      answer(control) { experiment throws(ABTestingError) in
        var documents: [JSONValue] = []
        for test in experiment.controller.tests {
          documents.append(try document(test.name, experiment))
        }
        return .array(documents)
      }
    },
    AdminRoute(
      method: .POST, path: "/v1/ab", summary: "Starts an A/B test on the traffic, now.",
      request: startSchema, responses: startResponses
    ) { request, _, control in
      do throws(AdminRefusal) {
        let start = try experimentStart(request, control.now())
        return answer(control) { experiment throws(ABTestingError) in
          try experiment.start(start.test, unit: start.unit)
          return try document(start.test.name, experiment)
        }
      } catch {
        return control.sideLoop.makeSucceededFuture(error.reply)
      }
    },
    AdminRoute(
      method: .GET, path: "/v1/ab/{name}", summary: "One A/B test with its results.",
      parameters: [name], responses: oneResponses
    ) { _, values, control in
      answer(control) { experiment throws(ABTestingError) in
        try document(values["name"] ?? "", experiment)
      }
    },
    AdminRoute(
      method: .POST, path: "/v1/ab/{name}",
      summary: "Changes a test's share, ends it for good, or forgets it.",
      parameters: [name], request: changeSchema, responses: oneResponses
    ) { request, values, control in
      do throws(AdminRefusal) {
        let change = try experimentChange(request)
        return answer(control) { experiment throws(ABTestingError) in
          try change.apply(values["name"] ?? "", experiment)
        }
      } catch {
        return control.sideLoop.makeSucceededFuture(error.reply)
      }
    },
  ]

  private static let name = AdminRoute.Parameter(
    name: "name", place: "path", isRequired: true, meaning: "the test's name")

  /// Half a millisecond a test, so not on the loop that serves callers.
  private static func answer(
    _ control: GatewayControl,
    _ body: @escaping @Sendable (TrafficExperiment) throws(ABTestingError) -> JSONValue
  ) -> EventLoopFuture<AdminReply> {
    control.sideLoop.submit {
      do throws(ABTestingError) {
        return .json(try body(control.experiment))
      } catch {
        return refused(error)
      }
    }
  }

  private static func document(
    _ name: String, _ experiment: TrafficExperiment
  ) throws(ABTestingError) -> JSONValue {
    ExperimentDocument.json(
      try experiment.controller.results(name), unit: experiment.unit(of: name))
  }

  private static func refused(_ error: ABTestingError) -> AdminReply {
    switch error {
    case .unknownTest:
      .failure(.notFound, "\(error)", fix: "GET /v1/ab lists the tests")
    case .duplicateTest, .finishedTest, .tooManyTests:
      .failure(.conflict, "\(error)", fix: "forget the test, or choose another name")
    case .invalidName, .nonpositiveAttempt, .shareOutOfRange, .nonpositiveDuration, .invalidStart,
      .unitTooLong, .invalidWeights:
      .failure(.badRequest, "\(error)", fix: "correct it and send it again")
    }
  }

  // MARK: Starting

  private struct ExperimentStart: Sendable {
    let test: ABTest
    let unit: TrafficExperiment.Unit
  }

  private static func experimentStart(
    _ request: AdminRequest, _ now: Double
  ) throws(AdminRefusal) -> ExperimentStart {
    let object = try request.object([
      "name", "v5Share", "durationSeconds", "unit", "sticky", "attempt",
    ])
    guard let name = object["name"]?.stringValue else { throw missing("name", "a text") }
    guard let share = try whole(object, "v5Share") else {
      throw missing("v5Share", "basis points, 0 to 10000")
    }
    guard let seconds = try whole(object, "durationSeconds") else {
      throw missing("durationSeconds", "a whole number of seconds")
    }
    let word = object["unit"]?.stringValue ?? "block"
    guard let unit = ExperimentDocument.unit(word) else {
      throw missing("unit", "block, none, or node:NAME")
    }
    var sticky = unit != TrafficExperiment.Unit.none
    if case .bool(let told)? = object["sticky"] { sticky = told }
    let test = ABTest(
      name: name, v5Share: share, start: now, duration: .seconds(seconds), isSticky: sticky,
      attempt: try whole(object, "attempt") ?? 1)
    return ExperimentStart(test: test, unit: unit)
  }

  private static func whole(_ object: JSONObject, _ name: String) throws(AdminRefusal) -> Int? {
    guard let value = object[name] else { return nil }
    guard case .number(let digits) = value, let number = Int(digits), abs(number) <= 1 << 40 else {
      throw missing(name, "a whole number")
    }
    return number
  }

  private static func missing(_ name: String, _ expected: String) -> AdminRefusal {
    AdminRefusal(.failure(.badRequest, "\(name) is missing or wrong", fix: "send \(expected)"))
  }

  private static let startSchema = Schema.object(
    [
      "name": Schema.text, "v5Share": Schema.integer, "durationSeconds": Schema.integer,
      "unit": Schema.text, "sticky": Schema.flag, "attempt": Schema.integer,
    ], optional: ["unit", "sticky", "attempt"])

  private static let startResponses: [AdminRoute.Response] = [
    .init(status: 200, meaning: "it runs", schema: ExperimentDocument.schema),
    .init(status: 400, meaning: "no such test can be made", schema: OpenAPIDocument.reference),
    .init(status: 409, meaning: "the name is taken", schema: OpenAPIDocument.reference),
  ]

  private static let oneResponses: [AdminRoute.Response] = [
    .init(status: 200, meaning: "the test", schema: ExperimentDocument.schema),
    .init(status: 400, meaning: "no such change", schema: OpenAPIDocument.reference),
    .init(status: 404, meaning: "no such test", schema: OpenAPIDocument.reference),
    .init(status: 409, meaning: "the test is over", schema: OpenAPIDocument.reference),
  ]

  // MARK: Changing

  private enum ExperimentChange: Sendable {
    case share(Int)
    case end
    case forget

    func apply(
      _ name: String, _ experiment: TrafficExperiment
    ) throws(ABTestingError) -> JSONValue {
      switch self {
      case .share(let share): try experiment.controller.setShare(of: name, to: share)
      case .end: try experiment.controller.endTest(name)
      case .forget:
        let last = try document(name, experiment)
        try experiment.remove(name)
        return last
      }
      return try document(name, experiment)
    }
  }

  private static func experimentChange(
    _ request: AdminRequest
  ) throws(AdminRefusal) -> ExperimentChange {
    let object = try request.object(["v5Share", "action"])
    switch (try whole(object, "v5Share"), object["action"]?.stringValue) {
    case (let share?, nil): return .share(share)
    case (nil, "end"): return .end
    case (nil, "forget"): return .forget
    default: throw missing("the change", "either v5Share, or action as end or forget")
    }
  }

  private static let changeSchema = Schema.object(
    ["v5Share": Schema.integer, "action": Schema.text], optional: ["v5Share", "action"])
}
