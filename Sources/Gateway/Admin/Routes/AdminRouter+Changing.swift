import EngineRPC
import LighthouseCompatibility
import Migration
import NIOCore
import NIOHTTP1

extension AdminRouter {
  /// In milliseconds: how long a mode change may wait for a lane to drain.
  private static let patience = 0...20_000

  static let changingRoutes: [AdminRoute] = [
    AdminRoute(
      method: .POST, path: "/v1/mode", summary: "Enters another mode from the next operation on.",
      request: modeRequest,
      responses: [
        .init(status: 200, meaning: "the mode is entered", schema: modeSchema),
        .init(status: 400, meaning: "no such mode", schema: OpenAPIDocument.reference),
        .init(
          status: 409, meaning: "it must not be entered now", schema: OpenAPIDocument.reference),
      ]
    ) { request, _, control in
      do throws(AdminRefusal) {
        let change = try modeChange(request)
        if let reply = ownedByMigration(control) {
          return control.sideLoop.makeSucceededFuture(reply)
        }
        return enter(change, control)
      } catch {
        return control.sideLoop.makeSucceededFuture(error.reply)
      }
    },
    AdminRoute(
      method: .POST, path: "/v1/unfreeze",
      summary: "Lets v5 become the authority again: a person has looked into it.",
      request: Schema.object([:]),
      responses: [
        .init(status: 200, meaning: "nothing is frozen", schema: unfreezeSchema),
        .init(status: 400, meaning: "a body that is no object", schema: OpenAPIDocument.reference),
      ]
    ) { request, _, control in
      do throws(AdminRefusal) {
        if !request.body.isEmpty { _ = try request.object([]) }
      } catch {
        return control.sideLoop.makeSucceededFuture(error.reply)
      }
      return control.ask { driver in
        let freeze = driver.status.freeze
        driver.unfreeze()
        return .json(["wasFrozen": .bool(freeze != nil), "freeze": .text(freeze)])
      }
    },
    AdminRoute(
      method: .POST, path: "/v1/flags", summary: "Sets flags, all of those sent or none.",
      request: StatusDocument.flagsSchema,
      responses: [
        .init(status: 200, meaning: "what has changed", schema: flagsSchema),
        .init(status: 400, meaning: "no flags at all", schema: OpenAPIDocument.reference),
        .init(
          status: 409, meaning: "one cannot be set: none is", schema: OpenAPIDocument.reference),
      ]
    ) { request, _, control in
      do throws(AdminRefusal) {
        return set(try flags(request), control)
      } catch {
        return control.sideLoop.makeSucceededFuture(error.reply)
      }
    },
  ]

  // MARK: Mode

  private struct ModeChange: Sendable {
    let mode: MigrationMode
    let patience: Duration
  }

  private static func modeChange(_ request: AdminRequest) throws(AdminRefusal) -> ModeChange {
    let object = try request.object(["mode", "patienceMilliseconds"])
    let name = object["mode"]?.stringValue ?? ""
    guard let mode = MigrationMode(name: name) else {
      throw AdminRefusal(
        .failure(
          .badRequest, "there is no mode '\(name.prefix(80))'",
          fix: "modes are \(MigrationMode.names), the share in basis points"))
    }
    guard let patience = object["patienceMilliseconds"] else {
      return ModeChange(mode: mode, patience: .seconds(4))
    }
    guard case .number(let digits) = patience, let number = Int(digits),
      Self.patience.contains(number)
    else {
      throw AdminRefusal(
        .failure(
          .badRequest, "patienceMilliseconds is out of range",
          fix: "send a whole number from 0 to \(Self.patience.upperBound)"))
    }
    return ModeChange(mode: mode, patience: .milliseconds(number))
  }

  /// A mode that a migration asks for is not changed behind its back.
  private static func ownedByMigration(_ control: GatewayControl) -> AdminReply? {
    guard let report = control.migration?.report, report.kind.isRunning else { return nil }
    return .failure(
      .conflict, "the migration \(report.name) decides on the mode (\(report.state))",
      fix: "use `rollback`, `promote` or `pause`; after a rollback the mode is yours again")
  }

  private static func enter(
    _ change: ModeChange, _ control: GatewayControl
  ) -> EventLoopFuture<AdminReply> {
    control.ask { $0.mode }.flatMap { before in
      control.change(to: change.mode, patience: change.patience)
        .flatMap { control.state() }.map { state in
          .json([
            "before": .string(before.description), "mode": .string(state.status.mode.description),
            "epoch": .whole(state.status.epoch),
            "authority": .string(state.status.authority.rawValue),
            "follower": .text(state.status.follower?.rawValue),
          ])
        }
    }.flatMapErrorThrowing { error in
      guard let refusal = error as? ModeRefusal else { throw error }
      return .failure(
        .conflict, refusal.description, fix: "`lighthouse-compat status` shows both sides")
    }
  }

  private static let modeRequest = Schema.object(
    ["mode": Schema.text, "patienceMilliseconds": Schema.integer],
    optional: ["patienceMilliseconds"])

  private static let modeSchema = Schema.object([
    "before": Schema.text, "mode": Schema.text, "epoch": Schema.integer, "authority": Schema.side,
    "follower": Schema.nullable(Schema.side),
  ])

  private static let unfreezeSchema = Schema.object([
    "wasFrozen": Schema.flag, "freeze": Schema.nullable(Schema.text),
  ])

  // MARK: Flags

  private static func flags(_ request: AdminRequest) throws(AdminRefusal) -> [String: String] {
    let object = try request.object(nil)
    guard !object.members.isEmpty else {
      throw AdminRefusal(
        .failure(.badRequest, "no flag is named", fix: "GET /v1/flags lists them"))
    }
    var texts: [String: String] = [:]
    var problems: [String] = []
    for member in object.members {
      switch member.value {
      case .bool(let value): texts[member.name] = value ? "true" : "false"
      case .number(let digits): texts[member.name] = digits
      case .string(let text): texts[member.name] = text
      case .null, .array, .object:
        problems.append("\(member.name) is no text, number or boolean")
      }
    }
    guard problems.isEmpty else { throw AdminRefusal(refused(problems)) }
    return texts
  }

  private static func set(
    _ flags: [String: String], _ control: GatewayControl
  ) -> EventLoopFuture<AdminReply> {
    control.set(flags).flatMap { changes in
      control.state().map { state in
        .json([
          "changed": .array(
            changes.map {
              [
                "flag": .string($0.path), "before": .string($0.before), "after": .string($0.after),
              ]
            }),
          "flags": StatusDocument.flags(state.status.policy),
        ])
      }
    }.flatMapErrorThrowing { error in
      guard let problems = error as? SettingProblems else { throw error }
      return refused(problems.problems.map(\.description))
    }
  }

  private static func refused(_ problems: [String]) -> AdminReply {
    .failure(
      .conflict, "nothing was changed: " + problems.joined(separator: "; "),
      fix: "correct what is named and send all of it again", details: problems)
  }

  private static let flagsSchema = Schema.object([
    "changed": Schema.list(
      Schema.object(["flag": Schema.text, "before": Schema.text, "after": Schema.text])),
    "flags": StatusDocument.flagsSchema,
  ])
}
