public import EthereumPrimitives

/// List[element, N].
public struct ListCodec<Element: SSZCodec>: SSZCodec {
  let element: Element
  /// The largest number of elements.
  public let limit: Int
  public var fixedSize: Int? { nil }

  public func encode(_ value: [Element.Value], into output: inout [UInt8]) throws(SSZError) {
    try check(value.count)
    try element.encodeElements(value, into: &output)
  }

  public func decode(_ bytes: RawSpan) throws(SSZError) -> [Element.Value] {
    try element.decodeElements(bytes, checkingCount: check)
  }

  public func root(of value: [Element.Value]) throws(SSZError) -> Hash32 {
    try check(value.count)
    return Merkle.mixIn(
      length: value.count, try element.elementsRoot(value, limit: limit))
  }

  public func beaconValue(of value: [Element.Value]) -> BeaconValue {
    .array(value.map(element.beaconValue))
  }

  public func value(from tree: BeaconValue) throws(SSZError) -> [Element.Value] {
    let elements = try tree.elements()
    try check(elements.count)
    return try element.elementValues(from: elements)
  }

  private func check(_ count: Int) throws(SSZError) {
    guard count <= limit else { throw .aboveLimit(limit: limit, actual: count) }
  }
}

extension SSZCodec {
  /// List[element, limit].
  public static func list<Element: SSZCodec>(
    of element: Element, limit: Int
  ) -> Self where Self == ListCodec<Element> {
    ListCodec(element: element, limit: limit)
  }
}
