/// A POST over TLS, which the `curl` program sends: it brings the system's certificates and proxies
/// along, and this program no second TLS stack.
///
/// Address and body go to its standard input, because others can read a program's arguments.
struct CurlPost: Hashable, Sendable {
  let address: WebhookAddress
  let body: [UInt8]
  let limit: PlannedDuration

  func send() async throws(CallFailure) {
    do throws(CallFailure) {
      _ = try await CommandCall(
        // What the user's own configuration says is left aside.
        command: ["curl", "--disable", "--config", "-"], input: Array(configuration.utf8),
        limit: limit
      ).run()
    } catch {
      throw Self.withAddress(error, address)
    }
  }

  /// What curl reads, an option a line.
  var configuration: String {
    """
    url = \(Self.quoted(address.url))
    globoff
    proto = "=\(address.scheme.rawValue)"
    header = "Content-Type: application/json"
    header = "User-Agent: lighthouse-compat"
    data-raw = \(Self.quoted(String(decoding: body, as: UTF8.self)))
    output = "/dev/null"
    fail
    silent
    show-error

    """
  }

  /// A value of a configuration file: JSON and a URL have no control characters but these.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func withAddress(
    _ failure: CallFailure, _ address: WebhookAddress
  ) -> CallFailure {
    switch failure {
    case .notStarted(_, let reason):
      .unreachable(
        address: "\(address)",
        reason: "https goes out by curl, which could not be started: \(reason)")
    case .exited(_, let line?): .unreachable(address: "\(address)", reason: line)
    default: failure
    }
  }
}
