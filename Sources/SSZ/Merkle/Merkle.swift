import Crypto
import EthereumPrimitives

/// The binary SHA-256 trees of SSZ.
enum Merkle {
  static let chunkSize = 32
  private static let nodeSize = 64

  /// merkleize(pack(bytes), limit): the bytes are padded to whole chunks, the chunks to `limit`.
  ///
  /// There must be no more chunks than `limit`.
  static func root(of bytes: [UInt8], limit: Int) -> Hash32 {
    bytes.withUnsafeBytes { root(of: $0, limit: limit) }
  }

  /// merkleize(roots, limit).
  static func root(ofRoots roots: [Hash32], limit: Int) -> Hash32 {
    roots.withUnsafeBytes { root(of: $0, limit: limit) }
  }

  /// mix_in_length.
  static func mixIn(length: Int, _ root: Hash32) -> Hash32 {
    var node = [root, .zero]
    node[1].withUnsafeMutableBytes {
      $0.storeBytes(of: UInt64(length).littleEndian, as: UInt64.self)
    }
    return node.withUnsafeBytes { hash($0) }
  }

  static func root(of bytes: UnsafeRawBufferPointer, limit: Int) -> Hash32 {
    let count = (bytes.count + chunkSize - 1) / chunkSize
    precondition(count <= limit, "more chunks than the limit")
    let depth = ZeroHashes.depth(ofLimit: limit)
    if count == 0 { return ZeroHashes.table[depth] }
    if depth == 0 {
      var chunk = Hash32()
      chunk.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
      return chunk
    }
    var layer = firstLayer(of: bytes)
    for level in 1..<depth {
      foldLayer(&layer, level: level)
    }
    return layer[0]
  }

  /// The parents of the chunks.
  private static func firstLayer(of bytes: UnsafeRawBufferPointer) -> [Hash32] {
    let whole = bytes.count / nodeSize
    let rest = bytes.count % nodeSize
    var layer: [Hash32] = []
    layer.reserveCapacity(whole + 1)
    for index in 0..<whole {
      let start = index * nodeSize
      layer.append(hash(UnsafeRawBufferPointer(rebasing: bytes[start..<start + nodeSize])))
    }
    if rest > 0 {
      var node: [Hash32] = [.zero, .zero]
      node.withUnsafeMutableBytes { target in
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[(whole * nodeSize)...]))
      }
      layer.append(node.withUnsafeBytes { hash($0) })
    }
    return layer
  }

  /// Replaces a layer by its parents; `level` is the layer's height above the chunks.
  private static func foldLayer(_ layer: inout [Hash32], level: Int) {
    if !layer.count.isMultiple(of: 2) { layer.append(ZeroHashes.table[level]) }
    let parents = layer.count / 2
    layer.withUnsafeMutableBytes { bytes in
      for index in 0..<parents {
        let node = UnsafeRawBufferPointer(
          rebasing: bytes[index * nodeSize..<(index + 1) * nodeSize])
        let parent = hash(node)
        bytes.storeBytes(of: parent, toByteOffset: index * chunkSize, as: Hash32.self)
      }
    }
    layer.removeLast(parents)
  }

  /// SHA-256 of a node: two chunks side by side.
  static func hash(_ node: UnsafeRawBufferPointer) -> Hash32 {
    var parent = Hash32()
    let digest = SHA256.hash(data: node)
    parent.withUnsafeMutableBytes { target in
      digest.withUnsafeBytes { target.copyMemory(from: $0) }
    }
    return parent
  }
}
