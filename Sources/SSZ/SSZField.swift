import EthereumPrimitives

/// A field of a container: its name, its type and where it is stored.
public struct SSZField<Container>: Sendable {
  /// The name in the specification and in the Beacon API's JSON.
  public let name: String
  let fixedSize: Int?
  let encode: @Sendable (Container, inout [UInt8]) throws(SSZError) -> Void
  let decode: @Sendable (inout Container, RawSpan) throws(SSZError) -> Void
  let root: @Sendable (Container) throws(SSZError) -> Hash32
  let write: @Sendable (Container) -> BeaconValue
  let read: @Sendable (inout Container, BeaconValue) throws(SSZError) -> Void

  /// Describes a field of any type.
  public init<Codec: SSZCodec>(
    _ name: String, _ path: any WritableKeyPath<Container, Codec.Value> & Sendable, _ codec: Codec
  ) {
    self.name = name
    fixedSize = codec.fixedSize
    encode = { (container, output) throws(SSZError) in
      try codec.encode(container[keyPath: path], into: &output)
    }
    decode = { (container, bytes) throws(SSZError) in
      container[keyPath: path] = try codec.decode(bytes)
    }
    root = { (container) throws(SSZError) in try codec.root(of: container[keyPath: path]) }
    write = { container in codec.beaconValue(of: container[keyPath: path]) }
    read = { (container, tree) throws(SSZError) in
      container[keyPath: path] = try codec.value(from: tree)
    }
  }

  /// Describes a field whose Swift type stands for its SSZ type.
  public init<Value: SSZValue>(
    _ name: String, _ path: any WritableKeyPath<Container, Value> & Sendable
  ) {
    self.init(name, path, Value.codec)
  }

  /// Describes a list of at most `limit` elements.
  public init<Element: SSZValue>(
    _ name: String, _ path: any WritableKeyPath<Container, [Element]> & Sendable, limit: Int
  ) {
    self.init(name, path, ListCodec(element: Element.codec, limit: limit))
  }

  /// Describes a vector of exactly `count` elements.
  public init<Element: SSZValue>(
    _ name: String, _ path: any WritableKeyPath<Container, [Element]> & Sendable, count: Int
  ) {
    self.init(name, path, VectorCodec(element: Element.codec, count: count))
  }

  /// Makes a field of `inner` one of the structure that embeds it at `path`.
  init<Inner>(_ inner: SSZField<Inner>, in path: any WritableKeyPath<Container, Inner> & Sendable) {
    name = inner.name
    fixedSize = inner.fixedSize
    encode = { (container, output) throws(SSZError) in
      try inner.encode(container[keyPath: path], &output)
    }
    decode = { (container, bytes) throws(SSZError) in
      try inner.decode(&container[keyPath: path], bytes)
    }
    root = { (container) throws(SSZError) in try inner.root(container[keyPath: path]) }
    write = { container in inner.write(container[keyPath: path]) }
    read = { (container, tree) throws(SSZError) in
      try inner.read(&container[keyPath: path], tree)
    }
  }
}
