import ArgumentParser
import LighthouseCompatibility

/// The command line; each verb has a file of its own.
@main
struct LighthouseCompatCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lighthouse-compat",
    abstract: "Moves a chain's execution engine from Lighthouse v4 to v5, side by side.",
    discussion: """
      Start with 'lighthouse-compat demo': two embedded engines, the gateway in parallel mode, and
      a chain driven through it.

      Example: lighthouse-compat serve -c gateway.yaml
      """,
    version: CompatVersion.current,
    subcommands: [
      ServeCommand.self, ValidateCommand.self, DoctorCommand.self, DemoCommand.self,
      StatusCommand.self, ABCommand.self, ModeCommand.self, WhyCommand.self, MetricsCommand.self,
      DiffCommand.self,
      PlanCommand.self, StartCommand.self, PauseCommand.self, ResumeCommand.self,
      ApproveCommand.self, PromoteCommand.self, RollbackCommand.self, PanicCommand.self,
      RetryCommand.self, FinalizeCommand.self, GetCommand.self, SetCommand.self, DrillCommand.self,
      HistoryCommand.self,
      DecisionsCommand.self, ExportCommand.self,
      EngineCommand.self, ReplayCommand.self, VerifyCommand.self, SSZCommand.self,
      ConvertCommand.self,
    ])
}
