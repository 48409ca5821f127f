/// Why an engine or a chain for tests could not do its work.
package enum ChainKitError: Error, Hashable, Sendable, CustomStringConvertible {
  case noInterpreter(path: String)
  case engineDidNotStart(output: String, errors: String)
  case engineRefused(path: String, status: Int, text: String)
  case unreadable(what: String, text: String)

  package var description: String {
    switch self {
    case .noInterpreter(let path):
      "no Python at \(path): run ./scripts/test, which installs the engine's requirements, "
        + "or name an interpreter that has them in EELS_PYTHON"
    case .engineDidNotStart(let output, let errors):
      "the EELS engine did not start: \(output)\(errors)"
    case .engineRefused(let path, let status, let text):
      "the EELS engine answered \(path) with HTTP \(status): \(text)"
    case .unreadable(let what, let text): "unreadable \(what): \(text)"
    }
  }
}
