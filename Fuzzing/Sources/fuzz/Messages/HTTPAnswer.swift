import EngineRPC

/// An HTTP response, read without any of the server's code.
struct HTTPAnswer {
  private(set) var body: [UInt8] = []

  /// The responses that bytes hold, or nil where they hold anything else.
  static func all(in bytes: [UInt8]) -> [HTTPAnswer]? {
    var (answers, rest) = ([HTTPAnswer](), bytes[...])
    while !rest.isEmpty {
      guard let head = head(&rest), let status = head.first,
        status.hasPrefix("HTTP/1.1 ")
      else { return nil }
      if status.hasPrefix("HTTP/1.1 100 ") { continue }
      let lengths = head.filter { $0.hasPrefix("Content-Length: ") }
      guard lengths.count == 1, let length = Int(lengths[0].dropFirst(16)), length <= rest.count
      else { return nil }
      answers.append(HTTPAnswer(body: Array(rest.prefix(length))))
      rest = rest.dropFirst(length)
    }
    return answers
  }

  private static func head(_ rest: inout ArraySlice<UInt8>) -> [String]? {
    guard let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
    rest = rest[end.upperBound...]
    return lines.split(separator: "\r\n").map(String.init)
  }

  /// The results in a body, a batch's in their order; what is refused has none.
  static func results(in answer: HTTPAnswer) -> [String] {
    guard let tree = try? JSONValue(parsing: answer.body) else { return [] }
    return (tree.arrayValue ?? [tree]).compactMap { $0["result"]?.stringValue }
  }
}
