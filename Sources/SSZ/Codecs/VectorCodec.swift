public import EthereumPrimitives

/// Vector[element, N].
public struct VectorCodec<Element: SSZCodec>: SSZCodec {
  let element: Element
  /// The number of elements.
  public let count: Int

  public var fixedSize: Int? { element.fixedSize.map { $0 * count } }

  public func encode(_ value: [Element.Value], into output: inout [UInt8]) throws(SSZError) {
    try check(value.count)
    try element.encodeElements(value, into: &output)
  }

  public func decode(_ bytes: RawSpan) throws(SSZError) -> [Element.Value] {
    if let fixedSize { try bytes.expectCount(fixedSize) }
    return try element.decodeElements(bytes, checkingCount: check)
  }

  public func root(of value: [Element.Value]) throws(SSZError) -> Hash32 {
    try check(value.count)
    return try element.elementsRoot(value, limit: count)
  }

  public func beaconValue(of value: [Element.Value]) -> BeaconValue {
    .array(value.map(element.beaconValue))
  }

  public func value(from tree: BeaconValue) throws(SSZError) -> [Element.Value] {
    let elements = try tree.elements()
    try check(elements.count)
    return try element.elementValues(from: elements)
  }

  private func check(_ actual: Int) throws(SSZError) {
    guard actual == count else { throw .wrongCount(expected: count, actual: actual) }
  }
}
