@testable import EngineHTTP

/// What an engine sends on a connection: the same answers however the bytes are cut, and none that
/// NIO's decoder reads otherwise.
let answersTarget: FuzzTarget = { input in
  let connection = ConnectionInput(input)
  let whole = ReadAnswers.byFraming([connection.bytes])
  compareWithLibrary(whole, connection.bytes)
  guard let pieces = connection.pieces(of: connection.bytes) else { return }
  let cut = ReadAnswers.byFraming(pieces)
  expect(cut == whole, "the answers depend on how the bytes are cut: \(whole), \(cut)")
}

private func compareWithLibrary(_ answers: ReadAnswers, _ bytes: [UInt8]) {
  let ours = planted(answers) { answers in
    var spoilt = answers
    // As a reader would that drops every CR, not those of the framing alone.
    for place in spoilt.whole.indices { spoilt.whole[place].body.removeAll { $0 == 0x0d } }
    return spoilt
  }
  let theirs = ReadAnswers.byLibrary([bytes])
  let common = min(ours.whole.count, theirs.whole.count)
  let both = "NIO: \(theirs), ours: \(ours)"
  expect(ours.whole.prefix(common) == theirs.whole.prefix(common), "the answers differ: \(both)")
  expect(ours.whole.count <= common || theirs.isRefused, "NIO misses answers: \(both)")
  expect(theirs.whole.count <= common || ours.isRefused, "answers are missed: \(both)")
}
