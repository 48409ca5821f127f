import EngineRPC
import Foundation

/// The scanner of the answer's path: however its input is cut the outline is the same, and it says
/// what Foundation says.
let envelopeTarget: FuzzTarget = { input in
  let whole = outline([input[...]])
  for cut in [input.count / 3, input.count / 2, max(0, input.count - 1)] {
    let parts = outline([input[..<cut], input[cut...]])
    expect(parts == whole, "an outline depends on its being cut at \(cut)")
  }
  let bytes = input.indices.map { input[$0...$0] }
  expect(outline(bytes) == whole, "an outline depends on its coming byte by byte")
  switch whole {
  case .success(nil): break
  case .success(let envelope?):
    checkAgainstFoundation(envelope, input)
    checkAnotherID(envelope, input)
  case .failure(.malformed), .failure(.trailingValue):
    let reading = FoundationJSON(JSONText(input).withPlainStrings)
    if case .tree = reading { fatalError("Foundation reads it, the scanner does not") }
  // What is refused on purpose, and what is behind it unread.
  case .failure: break
  }
}

private func outline(_ pieces: [ArraySlice<UInt8>]) -> Result<Envelope?, EnvelopeDefect> {
  var scanner = EnvelopeScanner()
  for piece in pieces {
    // As a scanner would that forgets, where a piece ends, that a backslash was its last byte.
    let read = planted(piece) {
      $0.count > 1 && $0.last == UInt8(ascii: "\\") ? $0.dropLast() : $0
    }
    read.withUnsafeBytes { scanner.feed($0) }
  }
  do throws(EnvelopeDefect) {
    return .success(try scanner.finish())
  } catch {
    return .failure(error)
  }
}

/// The scanner reads no strings but those that it keeps, so that Foundation gets plain ones.
private func checkAgainstFoundation(_ envelope: Envelope, _ input: [UInt8]) {
  let tree: Any
  switch FoundationJSON(JSONText(input).withPlainStrings) {
  case .silent: return
  case .refused: fatalError("the scanner reads it, Foundation does not")
  case .tree(let found): tree = found
  }
  guard let object = tree as? [String: Any], envelope.ambiguity == nil else { return }
  if let method = envelope.method {
    let isPlain = method.utf8.allSatisfy { (0x20..<0x80).contains($0) }
    expect(!isPlain || object["method"] as? String == method, "the method is not \(method)")
    expect(envelope.methodRange.map { Array(input[$0]) } == Array(method.utf8) || !isPlain, "range")
  } else {
    expect(!(object["method"] is String), "there is a method")
  }
  check(envelope.paramsRange, "params", object, input)
  check(envelope.resultRange, "result", object, input)
  check(envelope.errorRange, "error", object, input)
  if let params = object["params"] as? [Any] {
    expect(envelope.parameterCount == params.count, "\(envelope.parameterCount) parameters")
    let kinds = [envelope.firstParameterKind, envelope.secondParameterKind].compactMap { $0 }
    expect(kinds.count == min(2, params.count), "kinds of parameters")
  }
}

private func check(
  _ range: Range<Int>?, _ name: String, _ object: [String: Any], _ input: [UInt8]
) {
  guard let range else { return expect(object[name] == nil, "there are \(name)") }
  guard let theirs = object[name] else { fatalError("there are no \(name)") }
  let text = JSONText(Array(input[range])).withPlainStrings
  let ours = try? JSONValue(parsing: text)
  expect(ours?.isSame(as: theirs) ?? false, "the range of \(name) holds something else")
}

/// The outline of the same message under another id, found without reading it again.
private func checkAnotherID(_ envelope: Envelope, _ input: [UInt8]) {
  guard let range = envelope.idRange, let id = envelope.id, envelope.ambiguity == nil else {
    return
  }
  expect(Array(input[range]) == id, "the id's range holds something else")
  let other: [UInt8]
  switch envelope.idKind {
  case .string: other = Array(#""another id""#.utf8)
  case .number: other = Array("12345678901".utf8)
  case .null, .bool, .object, .array, nil: return
  }
  var renamed = envelope
  renamed.replaceID(with: other)
  let text = input[..<range.lowerBound] + other + input[range.upperBound...]
  expect(
    outline([text[...]]) == .success(renamed),
    "the outline under another id is another one")
}
