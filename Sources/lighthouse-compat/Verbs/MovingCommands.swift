import ArgumentParser
import EngineRPC
import Gateway

/// Starts the migration; without `--execute` nothing moves.
struct StartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start", abstract: "Starts the migration; without --execute nothing moves.",
    discussion: """
      Exits 0, 2 when the migration cannot start, 5 when no gateway answers.

      Example: lighthouse-compat start --execute --token admin.token
      """)

  @Flag(help: "Really start.") var execute = false
  @OptionGroup var options: MigrationOptions

  func run() async throws {
    try await options.tell("start", ["execute": .bool(execute)])
    if !execute, !options.json { Output.note("nothing has moved; add --execute to start") }
  }
}

/// Stops advancing; monitoring and rollback stay armed.
struct PauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Stops advancing; monitoring and rollback stay armed.",
    discussion: "Example: lighthouse-compat pause --reason 'release day'")

  @Option(help: "Why.") var reason: String
  @OptionGroup var options: MigrationOptions

  func run() async throws { try await options.tell("pause", ["reason": .string(reason)]) }
}

/// Ends a pause, or a freeze that a person has looked into.
struct ResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Ends a pause; with a reason also a freeze.",
    discussion: "Example: lighthouse-compat resume --reason 'v5 patched, see INC-7'")

  @Option(help: "Why; needed after a freeze or a failed drill.") var reason = ""
  @OptionGroup var options: MigrationOptions

  func run() async throws { try await options.tell("resume", ["reason": .string(reason)]) }
}

/// Consents to leaving a stage.
struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve", abstract: "Consents to leaving a stage that needs approval.",
    discussion: "Example: lighthouse-compat approve canary-10 --who ana@ops")

  @Argument(help: "The stage that was seen.") var stage: String?
  @OptionGroup var options: MigrationOptions

  func run() async throws {
    try await options.tell("approve", stage.map { ["stage": .string($0)] } ?? [:])
  }
}

/// Takes one step before the evidence does.
struct PromoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote",
    abstract: "Takes one step before the evidence does; never past what is red.",
    discussion: "Example: lighthouse-compat promote --reason 'rehearsed on testnet'")

  @Option(help: "Why.") var reason: String
  @OptionGroup var options: MigrationOptions

  func run() async throws { try await options.tell("promote", ["reason": .string(reason)]) }
}

/// Gives the authority back to v4 at once; never asks.
struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Gives the authority back to v4 at once.",
    discussion: """
      It never asks. Exits 0 when v4 answers, 2 when v4 is not fit to or the way back is closed.

      Example: lighthouse-compat rollback --reason 'slots are late'
      """)

  @Option(help: "Why.") var reason = "by hand"
  @OptionGroup var options: MigrationOptions

  func run() async throws { try await options.tell("rollback", ["reason": .string(reason)]) }
}

/// Goes to v4Only and stays there.
struct PanicCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "panic", abstract: "Goes to v4Only; the migration's name has to be typed.",
    discussion: """
      With the controller dead, a file named PANIC in the state's folder does the same.

      Example: lighthouse-compat panic engine-v5
      """)

  @Argument(help: "The migration's name.") var name: String
  @OptionGroup var options: MigrationOptions

  func run() async throws { try await options.tell("panic", ["name": .string(name)]) }
}

/// Begins another attempt after a rollback.
struct RetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Begins another attempt after a rollback.",
    discussion: """
      A lock-out or a freeze is passed only with --force and a reason.

      Example: lighthouse-compat retry --reason 'engine updated'
      """)

  @Flag(help: "Go past a lock-out, and acknowledge a freeze.") var force = false
  @Option(help: "Why.") var reason = ""
  @OptionGroup var options: MigrationOptions

  func run() async throws {
    try await options.tell("retry", ["force": .bool(force), "reason": .string(reason)])
  }
}

/// Gives v4 up for good.
struct FinalizeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "finalize", abstract: "Gives v4 up for good: v5Only, and no way back.",
    discussion: "Example: lighthouse-compat finalize engine-v5")

  @Argument(help: "The migration's name.") var name: String
  @Flag(help: "Before the standby is over; needs a reason.") var force = false
  @Option(help: "Why.") var reason = ""
  @OptionGroup var options: MigrationOptions

  func run() async throws {
    try await options.tell(
      "finalize", ["name": .string(name), "force": .bool(force), "reason": .string(reason)])
  }
}
