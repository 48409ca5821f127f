import EngineHTTP
import NIOCore
import Testing

@Suite struct `A message's bytes` {
  @Test func `a few bytes of a large piece of storage do not keep it`() throws {
    var storage = ByteBuffer()
    storage.writeRepeatingByte(0x61, count: 1 << 20)
    var body = MessageBody()
    body.append(try #require(storage.getSlice(at: 0, length: 100)))
    body.append(try #require(storage.getSlice(at: 0, length: 1 << 19)))
    #expect(body.slices[0].storageCapacity < 1 << 10)
    #expect(body.slices[1].storageCapacity >= 1 << 20)
    #expect(body.count == 100 + (1 << 19) && body.bytes.allSatisfy { $0 == 0x61 })
  }
}
