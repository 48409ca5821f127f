import ArgumentParser
import EngineRPC
import EthereumPrimitives
import Foundation

/// Converts structures between the dialects.
struct ConvertCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert", abstract: "Converts a structure between v4 and v5, with its proof.",
    discussion: """
      Payloads, forkchoice states and attributes are the Engine API's JSON, blocks the Beacon
      API's. Prints {"result","proof"} or {"refused","reason"}. Exits 0, 1 when something was
      refused, 2 when an input cannot be read.

      Example: lighthouse-compat convert payload --to v5 payload.json
      """)

  /// What the input is.
  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case payload, block, forkchoice, attributes
  }

  /// The dialect converted to.
  enum Target: String, CaseIterable, ExpressibleByArgument {
    case v5, v4
  }

  @Argument(help: "payload, block, forkchoice or attributes.") var subject: Subject
  @Argument(help: "The file; standard input where it is absent or '-'.") var file: String?
  @Option(help: "v5 or v4.") var to: Target
  @Option(help: "A parent beacon block root that a Deneb header may hold.")
  var parentBeaconRoot: String?
  @Flag(help: "Each line of the input is a document of its own.") var lines = false

  func validate() throws {
    guard let parentBeaconRoot else { return }
    guard (try? Hash32(hex: parentBeaconRoot)) != nil else {
      throw ValidationError("--parent-beacon-root is no 0x and 64 hexadecimal digits")
    }
  }

  func run() throws {
    let root = try parentBeaconRoot.map { try Hash32(hex: $0) }
    let conversion = Conversion(subject: subject, target: to, root: root)
    var worst: Int32 = 0
    for document in try InputFile.documents(file, lines: lines) {
      do {
        let output = try conversion.convert(JSONValue(parsing: document))
        Output.json(output)
        if output["refused"] != nil { worst = max(worst, 1) }
      } catch {
        worst = 2
        Output.json(["error": .string("\(error)")])
        Output.note("cannot be read: \(error)")
      }
    }
    if worst != 0 { throw ExitCode(worst) }
  }
}
