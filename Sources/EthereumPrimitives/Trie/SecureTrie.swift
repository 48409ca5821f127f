/// A Merkle-Patricia trie with hashed keys, as states and storages are kept.
///
/// It is a value: a copy costs nothing, since versions share the nodes that they have in common,
/// and a change rehashes only the nodes on its path.
public struct SecureTrie: Sendable {
  private var top: SecureTrieNode?

  /// An empty trie.
  public init() {}

  public var isEmpty: Bool { top == nil }

  /// The root hash; that of no entries is `MerklePatricia.emptyRoot`.
  public var root: Hash32 { top?.hash ?? MerklePatricia.emptyRoot }

  /// The value of a key, which is hashed first; setting nil or an empty value removes it.
  public subscript(key: some FixedBytes) -> [UInt8]? {
    get { top?.value(at: Self.path(key)[...]) }
    set {
      let path = Self.path(key)
      guard let newValue, !newValue.isEmpty else {
        top = top?.removing(path[...])
        return
      }
      top = top?.inserting(newValue, at: path[...]) ?? SecureTrieNode(.leaf(path, newValue))
    }
  }

  private static func path(_ key: some FixedBytes) -> [UInt8] {
    Keccak256.hash(key).withUnsafeBytes { $0.flatMap { [$0 >> 4, $0 & 15] } }
  }
}
