/// A node of a trie whose keys all have the same length; it never changes.
final class SecureTrieNode: Sendable {
  /// What a node is; paths are in nibbles.
  enum Content: Sendable {
    case leaf([UInt8], [UInt8])
    case `extension`([UInt8], SecureTrieNode)
    case branch([SecureTrieNode?])
  }

  let content: Content
  /// The node as its parent holds it: its RLP where that is shorter than a hash, else the hash.
  let reference: [UInt8]

  init(_ content: Content) {
    self.content = content
    reference = TrieNode.reference(Self.encode(content))
  }

  /// The hash of the node's RLP, whatever its length.
  var hash: Hash32 {
    Hash32(reference.dropFirst()) ?? Keccak256.hash(reference)
  }

  func value(at path: ArraySlice<UInt8>) -> [UInt8]? {
    switch content {
    case .leaf(let own, let value): own[...] == path ? value : nil
    case .extension(let own, let child):
      path.starts(with: own) ? child.value(at: path.dropFirst(own.count)) : nil
    case .branch(let children):
      path.first.flatMap { children[Int($0)]?.value(at: path.dropFirst()) }
    }
  }

  func inserting(_ value: [UInt8], at path: ArraySlice<UInt8>) -> SecureTrieNode {
    switch content {
    case .leaf(let own, let old):
      if own[...] == path { return SecureTrieNode(.leaf(own, value)) }
      return Self.fork(own, path, value) { SecureTrieNode(.leaf(Array($0), old)) }
    case .extension(let own, let child):
      if path.starts(with: own) {
        return SecureTrieNode(
          .extension(own, child.inserting(value, at: path.dropFirst(own.count))))
      }
      return Self.fork(own, path, value) { Self.prefixed(Array($0), child) }
    case .branch(var children):
      guard let nibble = path.first.map({ Int($0) }) else { return self }
      let rest = path.dropFirst()
      children[nibble] =
        children[nibble]?.inserting(value, at: rest)
        ?? SecureTrieNode(.leaf(Array(rest), value))
      return SecureTrieNode(.branch(children))
    }
  }

  /// The node without that path, or nil where nothing is left.
  func removing(_ path: ArraySlice<UInt8>) -> SecureTrieNode? {
    guard value(at: path) != nil else { return self }
    switch content {
    case .leaf: return nil
    case .extension(let own, let child):
      return child.removing(path.dropFirst(own.count)).map { Self.prefixed(own, $0) }
    case .branch(var children):
      guard let nibble = path.first.map({ Int($0) }) else { return self }
      children[nibble] = children[nibble]?.removing(path.dropFirst())
      let left = children.indices.filter { children[$0] != nil }
      guard left.count == 1, let only = left.first, let child = children[only] else {
        return SecureTrieNode(.branch(children))
      }
      return Self.prefixed([UInt8(only)], child)
    }
  }

  /// A branch where a node's own path and a new one part, below what they share.
  private static func fork(
    _ own: [UInt8], _ path: ArraySlice<UInt8>, _ value: [UInt8],
    _ remake: (ArraySlice<UInt8>) -> SecureTrieNode
  ) -> SecureTrieNode {
    let shared = zip(own, path).prefix { $0 == $1 }.count
    var children = [SecureTrieNode?](repeating: nil, count: 16)
    let rest = path.dropFirst(shared)
    children[Int(own[shared])] = remake(own[(shared + 1)...])
    children[Int(rest[rest.startIndex])] = SecureTrieNode(.leaf(Array(rest.dropFirst()), value))
    return prefixed(Array(own[..<shared]), SecureTrieNode(.branch(children)))
  }

  /// The node below a path, which merges with its own where it has one.
  private static func prefixed(_ path: [UInt8], _ node: SecureTrieNode) -> SecureTrieNode {
    guard !path.isEmpty else { return node }
    return switch node.content {
    case .leaf(let own, let value): SecureTrieNode(.leaf(path + own, value))
    case .extension(let own, let child): SecureTrieNode(.extension(path + own, child))
    case .branch: SecureTrieNode(.extension(path, node))
    }
  }

  private static func encode(_ content: Content) -> [UInt8] {
    var writer = RLPWriter()
    writer.appendList { list in
      switch content {
      case .leaf(let path, let value):
        list.append(TrieNode.hexPrefix(path[...], isLeaf: true))
        list.append(value)
      case .extension(let path, let child):
        list.append(TrieNode.hexPrefix(path[...], isLeaf: false))
        list.appendEncoded(child.reference)
      case .branch(let children):
        for child in children { list.appendEncoded(child?.reference ?? [0x80]) }
        list.append([UInt8]())
      }
    }
    return writer.bytes
  }
}
