import EngineRPC
import Foundation
import Migration
import NIOCore
import NIOHTTP1
import Records

extension AdminRouter {
  static let migrationRoutes: [AdminRoute] = [
    AdminRoute(
      method: .GET, path: "/v1/migration", summary: "The migration: state, holds, evidence.",
      responses: readingResponses(MigrationDocument.schema)
    ) { _, _, control in
      control.sideLoop.makeSucceededFuture(
        control.migration.map { .json(MigrationDocument.json($0.report)) } ?? noMigration)
    },
    AdminRoute(
      method: .GET, path: "/v1/plan",
      summary: "The plan in force, as YAML; webhooks by their host, programs without arguments.",
      responses: readingResponses(Schema.object(["name": Schema.text, "yaml": Schema.text]))
    ) { _, _, control in
      control.sideLoop.makeSucceededFuture(
        control.migration.map {
          .json(["name": .string($0.plan.name), "yaml": .string($0.plan.withoutSecrets.yaml)])
        } ?? noMigration)
    },
    AdminRoute(
      method: .POST, path: "/v1/migration/{verb}",
      summary:
        "Tells the migration: start, pause, resume, approve, promote, rollback, panic, retry,"
        + " finalize, set, drill.",
      parameters: [.init(name: "verb", place: "path", isRequired: true, meaning: "what to do")],
      request: commandSchema, responses: commandResponses
    ) { request, values, control in
      guard let migration = control.migration else {
        return control.sideLoop.makeSucceededFuture(noMigration)
      }
      do throws(AdminRefusal) {
        let command = try migrationCommand(values["verb"] ?? "", request)
        return migration.submit(command, on: control.sideLoop)
          .map { .json(MigrationDocument.json($0)) }
          .flatMapErrorThrowing { error in
            .failure(
              .conflict, "\(error)", fix: "`lighthouse-compat status` shows what stands in the way")
          }
      } catch {
        return control.sideLoop.makeSucceededFuture(error.reply)
      }
    },
  ]

  private static let noMigration = AdminReply.failure(
    .notFound, "no migration runs beside this gateway",
    fix: "name a folder for its state under state.folder and start the gateway again")

  private static func readingResponses(_ schema: JSONValue) -> [AdminRoute.Response] {
    [
      .init(status: 200, meaning: "as it is now", schema: schema),
      .init(status: 404, meaning: "no migration runs", schema: OpenAPIDocument.reference),
    ]
  }

  private static let commandResponses: [AdminRoute.Response] =
    readingResponses(MigrationDocument.schema) + [
      .init(status: 400, meaning: "no such command", schema: OpenAPIDocument.reference),
      .init(status: 409, meaning: "not possible now", schema: OpenAPIDocument.reference),
    ]

  private static let commandSchema = Schema.object(
    [
      "who": Schema.text, "reason": Schema.text, "stage": Schema.text, "name": Schema.text,
      "key": Schema.text, "value": Schema.text, "execute": Schema.flag, "force": Schema.flag,
    ], optional: ["who", "reason", "stage", "name", "key", "value", "execute", "force"])

  private static func migrationCommand(
    _ verb: String, _ request: AdminRequest
  ) throws(AdminRefusal) -> MigrationCommand {
    let object = try request.object([
      "who", "reason", "stage", "name", "key", "value", "execute", "force",
    ])
    let text = { (name: String) in object[name]?.stringValue ?? "" }
    let flag = { (name: String) in object[name] == .bool(true) }
    let (who, reason) = (text("who"), text("reason"))
    switch verb {
    case "start": return .start(execute: flag("execute"), who: who)
    case "pause": return .pause(who: who, reason: reason)
    case "resume": return .resume(who: who, reason: reason)
    case "approve": return .approve(who: who, stage: object["stage"]?.stringValue)
    case "promote": return .promote(who: who, reason: reason)
    case "rollback": return .rollback(who: who, reason: reason.isEmpty ? "by hand" : reason)
    case "panic": return .panic(typed: text("name"), who: who)
    case "retry": return .retry(who: who, force: flag("force"), reason: reason)
    case "finalize":
      return .finalize(typed: text("name"), who: who, force: flag("force"), reason: reason)
    case "set": return .adjust(path: text("key"), value: text("value"), who: who)
    case "drill": return .drill(who: who)
    default:
      throw AdminRefusal(
        .failure(
          .badRequest, "there is no command \(verb.prefix(40))",
          fix: "commands are start, pause, resume, approve, promote, rollback, panic, retry,"
            + " finalize, set and drill"))
    }
  }
}
