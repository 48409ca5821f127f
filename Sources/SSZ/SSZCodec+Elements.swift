import EthereumPrimitives

// MARK: Elements of lists and vectors

extension SSZCodec {
  func encodeElements(_ values: [Value], into output: inout [UInt8]) throws(SSZError) {
    let start = output.count
    if fixedSize == nil {
      for _ in values { output.append(contentsOf: SSZOffset.placeholder) }
    }
    for (index, value) in values.enumerated() {
      if fixedSize == nil {
        let offset = output.count - start
        try SSZOffset.write(offset, at: start + index * SSZOffset.size, of: &output)
      }
      do throws(SSZError) {
        try encode(value, into: &output)
      } catch {
        throw .element(index, error)
      }
    }
  }

  /// Decodes elements until the bytes end; their count is checked before any is decoded.
  func decodeElements(
    _ bytes: RawSpan, checkingCount check: (Int) throws(SSZError) -> Void
  ) throws(SSZError) -> [Value] {
    guard let fixedSize else { return try decodeVariable(bytes, checkingCount: check) }
    let (count, rest) = bytes.byteCount.quotientAndRemainder(dividingBy: fixedSize)
    guard rest == 0 else {
      throw .unevenLength(elementSize: fixedSize, actual: bytes.byteCount)
    }
    try check(count)
    var values: [Value] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      let start = index * fixedSize
      values.append(try decodeElement(index, bytes, start..<start + fixedSize))
    }
    return values
  }

  private func decodeVariable(
    _ bytes: RawSpan, checkingCount check: (Int) throws(SSZError) -> Void
  ) throws(SSZError) -> [Value] {
    guard bytes.byteCount > 0 else {
      try check(0)
      return []
    }
    guard bytes.byteCount >= SSZOffset.size else {
      throw .tooShort(minimum: SSZOffset.size, actual: bytes.byteCount)
    }
    var start = bytes.offset(at: 0)
    guard start > 0, start.isMultiple(of: SSZOffset.size) else {
      throw .unalignedFirstOffset(actual: start)
    }
    try SSZOffset.check(start, after: 0, length: bytes.byteCount)
    let count = start / SSZOffset.size
    try check(count)
    var values: [Value] = []
    for index in 0..<count {
      var end = bytes.byteCount
      if index + 1 < count {
        end = bytes.offset(at: (index + 1) * SSZOffset.size)
        do throws(SSZError) {
          try SSZOffset.check(end, after: start, length: bytes.byteCount)
        } catch {
          throw .element(index + 1, error)
        }
      }
      values.append(try decodeElement(index, bytes, start..<end))
      start = end
    }
    return values
  }

  private func decodeElement(
    _ index: Int, _ bytes: RawSpan, _ range: Range<Int>
  ) throws(SSZError) -> Value {
    do throws(SSZError) {
      return try decode(bytes.extracting(range))
    } catch {
      throw .element(index, error)
    }
  }

  /// The root of the tree over the elements, with room for `limit` of them.
  func elementsRoot(_ values: [Value], limit: Int) throws(SSZError) -> Hash32 {
    if isBasic, let fixedSize {
      var packed: [UInt8] = []
      packed.reserveCapacity(values.count * fixedSize)
      try encodeElements(values, into: &packed)
      let perChunk = Merkle.chunkSize / fixedSize
      return Merkle.root(of: packed, limit: (limit + perChunk - 1) / perChunk)
    }
    var roots: [Hash32] = []
    roots.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      do throws(SSZError) {
        roots.append(try root(of: value))
      } catch {
        throw .element(index, error)
      }
    }
    return Merkle.root(ofRoots: roots, limit: limit)
  }

  func elementValues(from elements: [BeaconValue]) throws(SSZError) -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      do throws(SSZError) {
        values.append(try value(from: element))
      } catch {
        throw .element(index, error)
      }
    }
    return values
  }
}
