import EthereumPrimitives
import TestKit
import Testing

@Suite("Keccak-256")
struct KeccakTests {
  /// Known answers of Keccak-256; lengths around the rate of 136 bytes matter most.
  static let answers: [(String, String)] = [
    ("", "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
    ("abc", "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ("testing", "0x5f16f4c7f149ac4f9510d9cf8cf384038ad348b3bcdc01915f95de12df9d1b02"),
    (
      "The quick brown fox jumps over the lazy dog",
      "0x4d741b6f1eb29cb2a9b9911c82f56fa8d73b04959d3d9d222895df6c0b28aa15"
    ),
    (
      String(repeating: "a", count: 135),
      "0x34367dc248bbd832f4e3e69dfaac2f92638bd0bbd18f2912ba4ef454919cf446"
    ),
    (
      String(repeating: "a", count: 136),
      "0xa6c4d403279fe3e0af03729caada8374b5ca54d8065329a3ebcaeb4b60aa386e"
    ),
    (
      String(repeating: "a", count: 137),
      "0xd869f639c7046b4929fc92a4d988a8b22c55fbadb802c0c66ebcd484f1915f39"
    ),
  ]

  @Test("gives the known answers", arguments: answers)
  func givesKnownAnswers(text: String, hash: String) {
    #expect(Keccak256.hash(Array(text.utf8)).description == hash)
  }

  @Test("gives the same hash however the bytes are cut", arguments: [1, 7, 135, 136, 137, 300])
  func absorbsPieces(piece: Int) {
    var generator = SeededGenerator(seed: 0x6b65_6363)
    for count in [0, 1, 135, 136, 137, 271, 272, 273, 1_000] {
      let bytes = generator.bytes(count)
      var hasher = Keccak256()
      for start in stride(from: 0, to: count, by: piece) {
        hasher.update(Array(bytes[start..<min(start + piece, count)]))
      }
      #expect(hasher.finalize() == Keccak256.hash(bytes), "\(count) bytes, seed \(generator.seed)")
    }
  }

  @Test("may go on after a hash was taken")
  func goesOnAfterFinalize() {
    var hasher = Keccak256()
    hasher.update(Array("ab".utf8))
    _ = hasher.finalize()
    hasher.update(Array("c".utf8))
    #expect(hasher.finalize() == Keccak256.hash(Array("abc".utf8)))
  }
}
