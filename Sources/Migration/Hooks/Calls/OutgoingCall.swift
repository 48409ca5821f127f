import Foundation

/// A command or a URL of the plan that is handed a JSON document.
enum OutgoingCall: Hashable, Sendable {
  case command([String])
  case post(WebhookAddress)

  init(command: [String], url: String?) throws(CallFailure) {
    switch (command.isEmpty, url) {
    case (false, nil): self = .command(command)
    case (true, let url?):
      do throws(WebhookAddressError) {
        self = .post(try WebhookAddress(url))
      } catch {
        throw .address(error)
      }
    case (true, nil), (false, _?): throw .notOneCallee
    }
  }

  /// A document as JSON with sorted keys.
  static func body(_ document: some Encodable) throws(CallFailure) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(document))
    } catch {
      throw .body(ReasonLine.clean("\(error)"))
    }
  }

  /// Hands over a document; returns the first line that a command has written.
  @discardableResult
  func perform(
    _ body: [UInt8], timeout: PlannedDuration
  ) async throws(CallFailure) -> String? {
    switch self {
    case .command(let command):
      return try await CommandCall(command: command, input: body, limit: timeout).run()
    case .post(let address):
      switch address.scheme {
      case .http: try await HTTPPost(address: address, body: body, limit: timeout).send()
      case .https: try await CurlPost(address: address, body: body, limit: timeout).send()
      }
      return nil
    }
  }
}

extension OutgoingCall: CustomStringConvertible {
  /// The program without its arguments, or the URL's scheme and host: the rest may be secret.
  var description: String {
    switch self {
    case .command(let command): "command \(ReasonLine.clean(command.first ?? ""))"
    case .post(let address): address.description
    }
  }
}
