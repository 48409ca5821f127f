@testable import EngineHTTP

/// What an engine sends on a connection: the same answers however the bytes are cut, and none that
/// NIO's decoder reads otherwise.
///
/// A first byte of 0x80 or more cuts the rest into pieces of that size; without one they come whole.
let answersTarget: FuzzTarget = { input in
  let isCut = input.first.map { $0 >= 0x80 } ?? false
  let bytes = Array(isCut ? input.dropFirst() : input[...])
  let ours = planted(ReadAnswers.byFraming([bytes])) { answers in
    var spoilt = answers
    // As where a chunk's end were taken for its beginning.
    for place in spoilt.whole.indices { spoilt.whole[place].body.removeAll { $0 == 0x0d } }
    return spoilt
  }
  let theirs = ReadAnswers.byLibrary([bytes])
  let common = min(ours.whole.count, theirs.whole.count)
  expect(
    ours.whole.prefix(common) == theirs.whole.prefix(common),
    "NIO reads other answers: \(theirs), ours: \(ours)")
  expect(
    ours.whole.count <= common || theirs.isRefused, "NIO misses answers: \(theirs), ours: \(ours)")
  expect(
    theirs.whole.count <= common || ours.isRefused, "answers are missed: \(theirs), ours: \(ours)")
  guard isCut, let first = input.first else { return }
  let pieces = ReadAnswers.byFraming(cut(bytes, into: Int(first - 0x7f)))
  let whole = ReadAnswers.byFraming([bytes])
  expect(pieces == whole, "the answers depend on how the bytes are cut: \(whole), \(pieces)")
}
