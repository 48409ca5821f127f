public import EthereumPrimitives

/// The SSZ type of a container, made of its fields.
public struct SSZSchema<Container: SSZContainer>: SSZCodec {
  /// The fields, in the specification's order.
  public let fields: [SSZField<Container>]
  public let fixedSize: Int?
  /// The size of the part that holds the fields of fixed size and the offsets of the others.
  private let fixedPartSize: Int
  private let positions: [String: Int]

  public init(_ fields: [SSZField<Container>]) {
    self.fields = fields
    fixedPartSize = fields.reduce(0) { $0 + ($1.fixedSize ?? SSZOffset.size) }
    fixedSize = fields.contains { $0.fixedSize == nil } ? nil : fixedPartSize
    positions = Dictionary(
      fields.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The fields as those of a structure that embeds the container at `path`.
  public func fields<Outer>(
    in path: any WritableKeyPath<Outer, Container> & Sendable
  ) -> [SSZField<Outer>] {
    fields.map { SSZField($0, in: path) }
  }

  // MARK: Bytes

  public func encode(_ value: Container, into output: inout [UInt8]) throws(SSZError) {
    let start = output.count
    var pending: [(field: SSZField<Container>, position: Int)] = []
    for field in fields {
      if field.fixedSize == nil {
        pending.append((field, output.count))
        output.append(contentsOf: SSZOffset.placeholder)
      } else {
        try SSZError.member(field.name) { () throws(SSZError) in try field.encode(value, &output) }
      }
    }
    for (field, position) in pending {
      try SSZError.member(field.name) { () throws(SSZError) in
        try SSZOffset.write(output.count - start, at: position, of: &output)
        try field.encode(value, &output)
      }
    }
  }

  public func decode(_ bytes: RawSpan) throws(SSZError) -> Container {
    if let fixedSize { try bytes.expectCount(fixedSize) }
    guard bytes.byteCount >= fixedPartSize else {
      throw .tooShort(minimum: fixedPartSize, actual: bytes.byteCount)
    }
    var value = Container()
    var position = 0
    var pending: (field: SSZField<Container>, start: Int)?
    for field in fields {
      if let size = field.fixedSize {
        try decode(field, bytes, position..<position + size, into: &value)
        position += size
        continue
      }
      let offset = bytes.offset(at: position)
      try check(offset, of: field, after: pending?.start, length: bytes.byteCount)
      if let pending { try decode(pending.field, bytes, pending.start..<offset, into: &value) }
      pending = (field, offset)
      position += SSZOffset.size
    }
    if let pending {
      try decode(pending.field, bytes, pending.start..<bytes.byteCount, into: &value)
    }
    return value
  }

  private func check(
    _ offset: Int, of field: SSZField<Container>, after previous: Int?, length: Int
  ) throws(SSZError) {
    try SSZError.member(field.name) { () throws(SSZError) in
      if previous == nil, offset != fixedPartSize {
        throw .wrongFirstOffset(expected: fixedPartSize, actual: offset)
      }
      try SSZOffset.check(offset, after: previous ?? fixedPartSize, length: length)
    }
  }

  private func decode(
    _ field: SSZField<Container>, _ bytes: RawSpan, _ range: Range<Int>,
    into value: inout Container
  ) throws(SSZError) {
    do throws(SSZError) {
      try field.decode(&value, bytes.extracting(range))
    } catch {
      throw .member(field.name, error)
    }
  }

  // MARK: Hash

  public func root(of value: Container) throws(SSZError) -> Hash32 {
    var roots: [Hash32] = []
    roots.reserveCapacity(fields.count)
    for field in fields {
      roots.append(
        try SSZError.member(field.name) { () throws(SSZError) in try field.root(value) })
    }
    return Merkle.root(ofRoots: roots, limit: fields.count)
  }

  // MARK: Value trees

  public func beaconValue(of value: Container) -> BeaconValue {
    .object(fields.map { BeaconValue.Member(name: $0.name, value: $0.write(value)) })
  }

  public func value(from tree: BeaconValue) throws(SSZError) -> Container {
    var value = Container()
    var isMissing = [Bool](repeating: true, count: fields.count)
    for member in try tree.members() {
      guard let position = positions[member.name] else { throw .member(member.name, .unknown) }
      guard isMissing[position] else { throw .member(member.name, .duplicate) }
      isMissing[position] = false
      let field = fields[position]
      try SSZError.member(field.name) { () throws(SSZError) in
        try field.read(&value, member.value)
      }
    }
    if let position = isMissing.firstIndex(of: true) {
      throw .member(fields[position].name, .missing)
    }
    return value
  }
}
