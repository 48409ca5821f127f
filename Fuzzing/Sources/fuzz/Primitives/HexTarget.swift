import EthereumPrimitives

/// DATA and QUANTITY against the specification's words, spelt out digit by digit.
let hexTarget: FuzzTarget = { input in
  checkData(input)
  checkQuantity(input)
  checkPrefix(input)
}

private func checkData(_ input: [UInt8]) {
  let read = input.withUnsafeBytes { bytes in try? Hex.decodeData(utf8: bytes) }
  // As a decoder would that leaves the last bytes to another loop, and forgets them at 32 digits.
  let data = planted(read) { $0.map { $0.count % 16 == 1 ? $0.dropLast() : $0 } }
  expect(data == SlowHex.data(input), "DATA is read as \(data.debugDescription)")
  if let data {
    let text = String(decoding: input, as: UTF8.self)
    expect(Hex.encodeData(data) == text.lowercased(), "DATA is not written as it was read")
  }
  let hash = input.withUnsafeBytes { bytes in try? Hash32(hexUTF8: bytes) }
  expect(hash?.bytes == SlowHex.data(input, count: 32), "a hash is read as something else")
}

private func checkQuantity(_ input: [UInt8]) {
  let quantity = input.withUnsafeBytes { bytes in try? Hex.decodeQuantity(utf8: bytes) }
  expect(quantity == SlowHex.quantity(input), "QUANTITY is read as \(quantity.debugDescription)")
  if let quantity {
    let text = String(decoding: input, as: UTF8.self)
    expect(Hex.encodeQuantity(quantity) == text.lowercased(), "QUANTITY is not written as read")
  }
  let wide = input.withUnsafeBytes { bytes in try? UInt256(quantityUTF8: bytes) }
  expect(wide == SlowHex.wideQuantity(input), "QUANTITY is read as \(wide.debugDescription)")
  if let wide {
    expect(UInt256(decimal: wide.description) == wide, "\(wide) is not read as it was written")
    expect((try? UInt256(quantity: wide.quantity)) == wide, "\(wide.quantity) is another number")
  }
}

/// The digits that a text begins with, into a buffer that may be too small for them.
private func checkPrefix(_ input: [UInt8]) {
  let capacity = Int(input.first ?? 0)
  let text = Array(input.dropFirst())
  let digits = text.prefix { SlowHex.digit($0) != nil }
  let expected = min(digits.count, min(capacity, text.count / 2) * 2)
  let target = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 1)
  defer { target.deallocate() }
  let read = text.withUnsafeBytes { Hex.decodeDigits(atStartOf: $0, into: target) }
  expect(read == expected, "\(read) digits were read of \(expected)")
  let bytes = Array(target[..<(read / 2)])
  expect(bytes == SlowHex.bytes(digits.prefix(read / 2 * 2)), "the digits are read as others")
}
