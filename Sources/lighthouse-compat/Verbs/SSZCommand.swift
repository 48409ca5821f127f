import ArgumentParser
import ConsensusTypes
import EngineRPC
import EthereumPrimitives
import Foundation
import SSZ

/// Encodes and decodes consensus structures.
struct SSZCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ssz", abstract: "Turns Beacon-API JSON into SSZ and back, with the root.",
    discussion: """
      From JSON it prints {"ssz","root"}, from hex {"value","root"}. Exits 0, or 2 when an input
      cannot be read.

      Example: lighthouse-compat ssz --type SignedBeaconBlock --fork deneb --from json block.json
      """)

  /// What the input is.
  enum Source: String, CaseIterable, ExpressibleByArgument {
    case json
    case ssz
  }

  @Option(
    help: "SignedBeaconBlock, BeaconBlock or ExecutionPayload.",
    transform: { try named($0) as ConsensusType })
  var type: ConsensusType
  @Option(help: "capella or deneb.", transform: { try named($0) as ConsensusFork })
  var fork: ConsensusFork
  @Option(help: "json (Beacon API) or ssz (hex).") var from = Source.json
  @Flag(help: "Each line of the input is a document of its own.") var lines = false
  @Argument(help: "The file; standard input where it is absent or '-'.") var file: String?

  func run() throws {
    var failed = false
    for document in try InputFile.documents(file, lines: lines) {
      do {
        Output.json(try convert(document))
      } catch {
        failed = true
        Output.json(["error": .string("\(error)")])
        Output.note("cannot be read: \(error)")
      }
    }
    if failed { throw ExitCode(2) }
  }

  private func convert(_ document: Data) throws -> JSONValue {
    switch from {
    case .json:
      let value = BeaconValue(try JSONValue(parsing: document))
      let forms = try type.decode(value: value, fork: fork)
      return ["ssz": .data(forms.ssz), "root": .data(forms.root)]
    case .ssz:
      let text = String(decoding: document, as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
        .trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      let forms = try type.decode(ssz: try Hex.decodeData(text), fork: fork)
      return ["value": forms.value.json, "root": .data(forms.root)]
    }
  }
}

/// The case of that name, or a usage error that lists the names.
private func named<Value: RawRepresentable & CaseIterable>(
  _ name: String
) throws -> Value where Value.RawValue == String {
  if let value = Value(rawValue: name) { return value }
  let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
  throw ValidationError("'\(name)' is none of \(names)")
}
