/// Why a URL cannot be sent a POST; it never carries the URL.
enum WebhookAddressError: Error, Hashable, Sendable {
  /// What the URL has that it may not have.
  case unsupported(String)
}

extension WebhookAddressError: CustomStringConvertible {
  var description: String {
    switch self {
    case .unsupported(let what):
      "the url has \(what); it has to be of the form http[s]://HOST[:PORT][/PATH][?QUERY]"
    }
  }
}
