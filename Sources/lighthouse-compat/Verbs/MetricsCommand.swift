import ArgumentParser
import EngineRPC
import Foundation
import Observability

/// Lists what a gateway counts.
struct MetricsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics", abstract: "Lists every metric of a gateway with its meaning.",
    discussion: """
      Nothing is asked; a running gateway shows their values under /metrics of its admin address.

      Example: lighthouse-compat metrics
      """)

  @Flag(help: "Print one JSON array.") var json = false

  func run() {
    let all = MetricName.allCases.map(\.description)
    if json {
      return Output.json(
        .array(
          all.map {
            [
              "name": .string($0.name), "kind": .string($0.kind.rawValue), "help": .string($0.help),
            ]
          }))
    }
    let width = all.map(\.name.count).max() ?? 0
    for metric in all {
      let name = metric.name.padding(toLength: width, withPad: " ", startingAt: 0)
      Output.line("\(name)  \(metric.kind.rawValue.prefix(9))  \(metric.help)")
    }
  }
}
