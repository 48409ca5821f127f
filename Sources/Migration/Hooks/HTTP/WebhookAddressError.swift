/// Why a URL cannot be sent a POST; it never carries the URL.
enum WebhookAddressError: Error, Hashable, Sendable {
  case encrypted(host: String)
  /// What the URL has that it may not have.
  case unsupported(String)
}

extension WebhookAddressError: CustomStringConvertible {
  var description: String {
    switch self {
    case .encrypted(let host):
      "https://\(host): https is not spoken here; use a command instead of the url, such as "
        + "[curl, --fail, --silent, --show-error, --header, 'Content-Type: application/json', "
        + "--data-binary, '@-', URL]"
    case .unsupported(let what):
      "the url has \(what); it has to be of the form http://HOST[:PORT][/PATH][?QUERY]"
    }
  }
}
