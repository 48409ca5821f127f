import Foundation

/// Makes one line out of what a stranger has written, fit for a log, a status or a terminal.
enum ReasonLine {
  static let limit = 200

  /// The first line that is not blank; nil where there is none.
  static func first(of bytes: [UInt8]) -> String? {
    bytes.split { $0 == 10 || $0 == 13 }.lazy
      .map { clean(String(decoding: $0, as: UTF8.self)) }
      .first { !$0.isEmpty }
  }

  /// The text on one line, without control characters, and of URLs the scheme and host only.
  static func clean(_ text: String, limit: Int = limit) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      let isText =
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
      scalars.append(isText ? scalar : " ")
    }
    let line = withoutSecrets(String(scalars)).trimmingCharacters(in: .whitespaces)
    guard line.unicodeScalars.count > limit else { return line }
    return String(String.UnicodeScalarView(line.unicodeScalars.prefix(limit))) + "…"
  }

  /// A webhook's path is its password.
  private static func withoutSecrets(_ text: String) -> String {
    let url = /(https?:\/\/)(?:[^\s\/]*@)?([^\s\/?#@]*)(\S*)/.ignoresCase()
    return text.replacing(url) { match in
      "\(match.output.1)\(match.output.2)\(match.output.3.isEmpty ? "" : "/…")"
    }
  }
}
