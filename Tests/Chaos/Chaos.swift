import ArgumentParser

/// Whole migrations in which something goes wrong, on real engines, by seed.
@main struct Chaos: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chaos",
    abstract: "Runs whole migrations on EELS engines while something goes wrong.",
    discussion: """
      What goes wrong, where, when and for how long is drawn from the run's seed; consecutive \
      seeds spread evenly over every fault and stage. After each run the logs of caller and \
      engines are checked for S1 to S6, and missed slots are held against a control run without \
      the gateway under the same fault. Exits 0, or 1 where anything was wrong.

      Example: chaos --runs 20 --seed 1
      """,
    subcommands: [RunCommand.self, GatewayCommand.self], defaultSubcommand: RunCommand.self)
}
