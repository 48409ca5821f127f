import TestKit

/// The bytes of a connection with some answers, cut into pieces, from a seed.
struct AnswerStream {
  /// The bytes of each answer.
  var answers: [[UInt8]]
  /// Where the whole is cut.
  var cuts: Set<Int>

  var pieces: [[UInt8]] {
    let bytes = answers.flatMap(\.self)
    let ends = cuts.filter { $0 > 0 && $0 < bytes.count }.sorted() + [bytes.count]
    return zip([0] + ends, ends).map { Array(bytes[$0..<$1]) }
  }

  var text: String {
    pieces.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "¦")
  }

  init(seed: UInt64) {
    var dice = SeededGenerator(seed: seed)
    let count = Int.random(in: 1...4, using: &dice)
    answers = (1...count).map { Self.answer(isLast: $0 == count, &dice) }
    let length = answers.map(\.count).reduce(0, +)
    let cutCount = Int.random(in: 0...12, using: &dice)
    cuts = Set((0..<cutCount).map { _ in Int.random(in: 0...length, using: &dice) })
  }

  /// The same with single bytes changed, left out or repeated.
  func spoilt(seed: UInt64) -> AnswerStream {
    var (dice, result) = (SeededGenerator(seed: seed), self)
    for _ in 0..<Int.random(in: 1...3, using: &dice) {
      let place = Int.random(in: 0..<answers.count, using: &dice)
      guard !result.answers[place].isEmpty else { continue }
      let at = Int.random(in: 0..<result.answers[place].count, using: &dice)
      switch Int.random(in: 0..<4, using: &dice) {
      case 0: result.answers[place].remove(at: at)
      case 1: result.answers[place].insert(result.answers[place][at], at: at)
      case 2:
        result.answers[place][at] =
          Array("0159afAF:;, \r\n\tx".utf8).randomElement(using: &dice) ?? 0
      default: result.answers[place][at] = .random(in: 0 ... .max, using: &dice)
      }
    }
    return result
  }

  /// A smaller stream for which something still holds: fewer answers, then fewer cuts.
  func shrunk(while holds: (AnswerStream) -> Bool) -> AnswerStream {
    var smallest = self
    for place in answers.indices.reversed() where smallest.answers.count > 1 {
      var next = smallest
      next.answers.remove(at: place)
      if holds(next) { smallest = next }
    }
    for cut in cuts {
      var next = smallest
      next.cuts.remove(cut)
      if holds(next) { smallest = next }
    }
    return smallest
  }

  private static func answer(isLast: Bool, _ dice: inout SeededGenerator) -> [UInt8] {
    let status =
      ["200 OK", "200", "401 Unauthorized", "500 Oh no", "204 None", "304 Old"]
      .randomElement(using: &dice) ?? "200"
    var headers = [
      "Content-Type: application/json", "Date: Mon, 30 Nov 2026 19:50:19 GMT", "X-Empty:",
      "Vary:\t Origin \t",
    ].shuffled(using: &dice)
    var body = dice.bytes(Int.random(in: 0...200, using: &dice))
    switch Int.random(in: 0..<(isLast ? 4 : 3), using: &dice) {
    case 0, 1: headers.append(cased("Content-Length: \(body.count)", &dice))
    case 2:
      headers.append(cased("Transfer-Encoding: chunked", &dice))
      body = chunked(body, &dice)
    default: break
    }
    if status.hasPrefix("204") || status.hasPrefix("304") { body = [] }
    if Int.random(in: 0..<4, using: &dice) == 0 {
      headers.append(cased("Connection: keep-alive", &dice))
    }
    if isLast, Bool.random(using: &dice) { headers.append(cased("Connection: foo, close", &dice)) }
    headers.shuffle(using: &dice)
    let early = Int.random(in: 0..<6, using: &dice) == 0 ? "HTTP/1.1 100 Continue\r\n\r\n" : ""
    let head = early + "HTTP/1.1 \(status)\r\n" + headers.map { $0 + "\r\n" }.joined() + "\r\n"
    return Array(head.utf8) + body
  }

  private static func cased(_ header: String, _ dice: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<3, using: &dice) {
    case 0: header.lowercased()
    case 1: header.replacing(":", with: ":  ").uppercased()
    default: header
    }
  }

  private static func chunked(_ body: [UInt8], _ dice: inout SeededGenerator) -> [UInt8] {
    var (rest, result) = (body[...], [UInt8]())
    while !rest.isEmpty {
      let chunk = rest.prefix(Int.random(in: 1...rest.count, using: &dice))
      rest = rest.dropFirst(chunk.count)
      let size = String(chunk.count, radix: 16, uppercase: Bool.random(using: &dice))
      let more = Int.random(in: 0..<4, using: &dice) == 0 ? ";name=value" : ""
      result += Array("\(size)\(more)\r\n".utf8) + chunk + Array("\r\n".utf8)
    }
    let trailer = Int.random(in: 0..<4, using: &dice) == 0 ? "Sum: 1\r\n" : ""
    return result + Array("0\r\n\(trailer)\r\n".utf8)
  }
}
