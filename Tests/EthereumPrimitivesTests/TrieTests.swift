import EthereumPrimitives
import TestKit
import Testing

@Suite("Merkle-Patricia roots")
struct TrieTests {
  /// Roots from the execution specification's own code; value i is the byte i, i % 70 + 1 times.
  static let ordered: [(Int, String)] = [
    (0, "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"),
    (1, "7da536f7df63a0dfb481590e53be0e3063d9b798925cc3d479a3eb3155d0b394"),
    (2, "47a291e1f0920ea2b564d3d828c0f3a4691bc9f2b15813c5a3a3e7e3d6bd17ef"),
    (15, "d164da0acac13dd54bda5560178865e2b78356b977d87ea1a6f10877e80aa669"),
    (16, "76227136489f4f71c36761df83eb3186e75d047666ada0a921c33cc8facc0b39"),
    (17, "fd0acc349d10c623311c31910cd43892a036fc692b96340a9ae1ff4225ef8feb"),
    (127, "58fa07a4adc99534504179f8d9ac3cecefa8284b372b7427ca39534cbe353661"),
    (128, "f79ce2bd80108318fcbcc74bcc21971d0e9594957f35d9484cd25d5b8e3657dc"),
    (129, "37d5ea1cfe86adcab4517aad80c26ee29e8c38de3d98c381780275028ae1216d"),
    (130, "10284360b4c01cec3fc6a2e05be0e2c05f6efdd5f94377973c201309d75b2a21"),
    (200, "5861b7ca2fbe5715e8324e6cb8723d3a0e317f351b05ee22005de94289745f3a"),
    (256, "030e87e487838bde55a45889fca9de4bd082130169268bdbd10cfd59072fa985"),
    (257, "d2cb2517f60d27693230801af92886890c29efd1df5b5b98e8c7e9180e5b9766"),
    (1_000, "40a343cdde8d0e6345ed80b9563e90e04e66600161316b7c8489a5967c4cf0c5"),
  ]

  /// Roots from the execution specification's own code; key i is 32 bytes, its value rlp(i + 1).
  static let secure: [(Int, String)] = [
    (1, "821e2556a290c86405f8160a2d662042a431ba456b9db265c79bb837c04be5f0"),
    (2, "41d5fe9f5915af65d9f3d9981ce2229311329a177963f6fe7d448b100cb085ce"),
    (3, "faae2da8329570115f342bcce225dd7a3b3ca7a01b311a83bb98e0a0e833370d"),
    (16, "b16b502fbb750c3ff7fa51f268f9eb4ef730b194a67635d73e685cbf9545682e"),
    (17, "848b6d53836754cdee2eaf892a8c1a276a046014976c6f7f4b6aea2d58854c38"),
    (100, "d793c944aa5c86df74c9dcb964597c3420f243792bc093265f653d8455022959"),
    (1_000, "81371c5e921e38dbc71d05ade79ecd7b85612eda4ef1c331e99904b5a100d925"),
  ]

  @Test("of lists are those of the execution specification", arguments: ordered)
  func ordersLists(count: Int, root: String) throws {
    let values = (0..<count).map {
      [UInt8](repeating: UInt8(truncatingIfNeeded: $0), count: $0 % 70 + 1)
    }
    #expect(MerklePatricia.orderedRoot(of: values).description == "0x" + root)
  }

  @Test("of hashed keys are those of the execution specification, both ways", arguments: secure)
  func hashesKeys(count: Int, root: String) throws {
    let entries = (0..<count).map { (key: Self.key($0), value: Self.value($0)) }
    var trie = SecureTrie()
    for entry in entries.shuffled() { trie[entry.key] = entry.value }
    #expect(trie.root.description == "0x" + root)
    #expect(
      MerklePatricia.secureRoot(of: entries.map { ($0.key.bytes, $0.value) }) == trie.root)
  }

  @Test("tell an empty value at the end of a list from none")
  func tellsEmptyValues() {
    let one = MerklePatricia.orderedRoot(of: [[1]])
    #expect(MerklePatricia.orderedRoot(of: [[1], []]) != one)
    #expect(MerklePatricia.orderedRoot(of: [[]]) != MerklePatricia.emptyRoot)
  }

  @Test("of a trie that changes step by step are those of the same entries at once")
  func changesStepByStep() {
    var generator = SeededGenerator(seed: 0x7472_6965)
    var trie = SecureTrie()
    var model: [Int: [UInt8]] = [:]
    var versions: [(SecureTrie, Hash32)] = []
    for step in 0..<600 {
      let key = Int.random(in: 0..<60, using: &generator)
      let isRemoval = Int.random(in: 0..<5, using: &generator) < 2
      let count = Int.random(in: 1...40, using: &generator)
      let value = isRemoval ? nil : generator.bytes(count)
      trie[Self.key(key)] = value
      model[key] = value
      let entries = model.map { (key: Self.key($0.key).bytes, value: $0.value) }
      #expect(
        trie.root == MerklePatricia.secureRoot(of: entries), "step \(step), \(generator.seed)")
      #expect(trie[Self.key(key)] == value)
      #expect(trie.isEmpty == model.isEmpty)
      versions.append((trie, trie.root))
    }
    #expect(versions.allSatisfy { $0.0.root == $0.1 })
  }

  private static func key(_ index: Int) -> Hash32 {
    Hash32(UInt256(UInt64(index)).bigEndianBytes) ?? .zero
  }

  private static func value(_ index: Int) -> [UInt8] {
    RLPItem.integer(UInt64(index) + 1).encoded
  }
}
