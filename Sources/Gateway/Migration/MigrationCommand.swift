import Migration

/// What a person tells the migration over the admin interface.
enum MigrationCommand: Sendable {
  case start(execute: Bool, who: String)
  case pause(who: String, reason: String)
  case resume(who: String, reason: String)
  case approve(who: String, stage: String?)
  case promote(who: String, reason: String)
  case rollback(who: String, reason: String)
  case panic(typed: String, who: String)
  case retry(who: String, force: Bool, reason: String)
  case finalize(typed: String, who: String, force: Bool, reason: String)
  case adjust(path: String, value: String, who: String)
  case drill(who: String)

  func run(_ controller: MigrationController) async throws(MigrationError) {
    switch self {
    case .start(let execute, let who): try await controller.start(execute: execute, who: who)
    case .pause(let who, let reason): try await controller.pause(who: who, reason: reason)
    case .resume(let who, let reason): try await controller.resume(who: who, reason: reason)
    case .approve(let who, let stage): try await controller.approve(who: who, stage: stage)
    case .promote(let who, let reason): try await controller.promote(who: who, reason: reason)
    case .rollback(let who, let reason): try await controller.rollback(who: who, reason: reason)
    case .panic(let typed, let who): try await controller.panic(typed: typed, who: who)
    case .retry(let who, let force, let reason):
      try await controller.retry(who: who, force: force, reason: reason)
    case .finalize(let typed, let who, let force, let reason):
      try await controller.finalize(typed: typed, who: who, force: force, reason: reason)
    case .adjust(let path, let value, let who):
      try await controller.adjust(path, to: value, who: who)
    case .drill(let who): try await controller.beginDrill(who: who)
    }
  }
}
