/// Roots of Merkle-Patricia tries (Ethereum yellow paper, appendix D).
public enum MerklePatricia {
  /// The root of a trie without entries: keccak256(rlp("")).
  public static let emptyRoot = Keccak256.hash([0x80])

  /// The root of a list whose keys are the RLP of the indices, as for transactions and withdrawals.
  public static func orderedRoot(of values: [[UInt8]]) -> Hash32 {
    root(of: values.enumerated().map { (RLPItem.integer(UInt64($0)).encoded, $1) })
  }

  /// The root of a trie whose keys are hashed first, as for accounts and storage.
  public static func secureRoot(of entries: [(key: [UInt8], value: [UInt8])]) -> Hash32 {
    root(of: entries.map { (Keccak256.hash($0.key).bytes, $0.value) })
  }

  /// The root of a trie; keys must differ, and values must not be empty.
  public static func root(of entries: [(key: [UInt8], value: [UInt8])]) -> Hash32 {
    guard !entries.isEmpty else { return emptyRoot }
    let sorted = entries.map { TrieEntry(nibbles: nibbles(of: $0.key), value: $0.value) }
      .sorted { $0.nibbles.lexicographicallyPrecedes($1.nibbles) }
    return Keccak256.hash(TrieNode.encode(sorted[...], depth: 0))
  }

  private static func nibbles(of key: [UInt8]) -> [UInt8] {
    key.flatMap { [$0 >> 4, $0 & 15] }
  }
}

struct TrieEntry {
  var nibbles: [UInt8]
  var value: [UInt8]
}

/// Encodes trie nodes from sorted entries, without building the trie.
enum TrieNode {
  /// The RLP of the node that holds entries which agree in their first `depth` nibbles.
  static func encode(_ entries: ArraySlice<TrieEntry>, depth: Int) -> [UInt8] {
    guard let first = entries.first, let last = entries.last else { return [0x80] }
    if entries.count == 1 {
      return pair(hexPrefix(first.nibbles[depth...], isLeaf: true)) { $0.append(first.value) }
    }
    // Entries are sorted, so what the first and last share all share.
    let shared = zip(first.nibbles[depth...], last.nibbles[depth...]).prefix { $0 == $1 }.count
    guard shared > 0 else { return branch(entries, depth: depth) }
    let child = reference(branch(entries, depth: depth + shared))
    let path = hexPrefix(first.nibbles[depth..<depth + shared], isLeaf: false)
    return pair(path) { $0.appendEncoded(child) }
  }

  private static func branch(_ entries: ArraySlice<TrieEntry>, depth: Int) -> [UInt8] {
    var rest = entries
    var value: [UInt8] = []
    if let first = rest.first, first.nibbles.count == depth {
      value = first.value
      rest = rest.dropFirst()
    }
    var writer = RLPWriter()
    writer.appendList { list in
      for nibble in UInt8(0)..<16 {
        let end = rest.firstIndex { $0.nibbles[depth] != nibble } ?? rest.endIndex
        let children = rest[rest.startIndex..<end]
        rest = rest[end...]
        if children.isEmpty {
          list.append([UInt8]())
        } else {
          list.appendEncoded(reference(encode(children, depth: depth + 1)))
        }
      }
      list.append(value)
    }
    return writer.bytes
  }

  /// A node as its parent holds it: itself where it is shorter than a hash.
  static func reference(_ node: [UInt8]) -> [UInt8] {
    guard node.count >= 32 else { return node }
    var writer = RLPWriter()
    writer.append(Keccak256.hash(node))
    return writer.bytes
  }

  private static func pair(_ path: [UInt8], _ content: (inout RLPWriter) -> Void) -> [UInt8] {
    var writer = RLPWriter()
    writer.appendList { list in
      list.append(path)
      content(&list)
    }
    return writer.bytes
  }

  /// Hex-prefix encoding: the parity and kind in the first nibble.
  static func hexPrefix(_ nibbles: ArraySlice<UInt8>, isLeaf: Bool) -> [UInt8] {
    let flag: UInt8 = isLeaf ? 2 : 0
    let isOdd = !nibbles.count.isMultiple(of: 2)
    let padded = isOdd ? [flag | 1] + nibbles : [flag, 0] + nibbles
    return stride(from: 0, to: padded.count, by: 2).map { padded[$0] << 4 | padded[$0 + 1] }
  }
}
