import EngineRPC
import EngineTypes
import EthereumPrimitives
import TestKit
import Testing

@Suite("Versioned hashes")
struct VersionedHashTests {
  static let hash = [UInt8](repeating: 1, count: 32)

  /// A blob transaction's body with those hashes, or with another list in their place.
  static func body(_ hashes: [RLPItem], fields: Int = 14) -> RLPItem {
    var items = [RLPItem](repeating: .bytes([]), count: fields)
    if items.indices.contains(8) { items[8] = .list([]) }
    if items.indices.contains(10) { items[10] = .list(hashes) }
    return .list(items)
  }

  static func transaction(_ body: RLPItem) -> [UInt8] { [0x03] + body.encoded }

  @Test("are the version and all but the first byte of the commitment's SHA-256")
  func hashesCommitments() throws {
    // The point at infinity, whose hash EIP-4844's own tests use.
    let infinity = try #require(Bytes48([0xc0] + [UInt8](repeating: 0, count: 47)))
    #expect(
      VersionedHash.of(commitment: infinity).description
        == "0x010657f37554c781402a22917dee2f75def7ab966d7b770905398eba3c444014")
  }

  @Test("of commitments are those that the built payloads' transactions name")
  func matchBuiltBundles() throws {
    var matched = 0
    for line in try Fixture("recordings/geth-1.14.10-cancun-transition.jsonl.gz").lines() {
      let result = try JSONValue(parsing: line)["response"]?["result"]
      guard let value = result, value["executionPayload"] != nil else { continue }
      let built = try BuiltPayload(json: value)
      let commitments = built.blobsBundle?.commitments ?? []
      let named = try VersionedHash.all(inTransactions: built.payload.v1.transactions)
      #expect(named == commitments.map { VersionedHash.of(commitment: $0) })
      matched += named.count
    }
    #expect(matched > 0)
  }

  @Test("come from blob transactions only, in order")
  func readsBlobTransactions() throws {
    let other = [UInt8](repeating: 2, count: 32)
    let transactions = [
      [0x02, 0xff], Self.transaction(Self.body([.bytes(Self.hash), .bytes(other)])), [],
      Self.transaction(Self.body([.bytes(other)])), Self.transaction(Self.body([])),
    ]
    let hashes = try VersionedHash.all(inTransactions: transactions)
    #expect(hashes.map(\.bytes) == [Self.hash, other, other])
  }

  @Test(
    "of a malformed blob transaction are an error that names it",
    arguments: [
      ([0x03], RLPError.truncated(needed: 1, available: 0)), ([0x03, 0x80], .expectedList),
      ([0x03, 0xc0], .truncated(needed: 1, available: 0)),
      (transaction(body([], fields: 13)), .truncated(needed: 1, available: 0)),
      (transaction(body([], fields: 15)), .trailingBytes(1)),
      (transaction(body([])) + [0], .trailingBytes(1)),
      (transaction(body([.bytes([1])])), .wrongLength(expected: 32, actual: 1)),
      (transaction(body([.list([])])), .expectedBytes),
      (
        transaction(.list([RLPItem](repeating: .bytes([]), count: 14))), .expectedList
      ),
      // The pooled form: the body and the sidecar's three lists.
      (
        transaction(.list([body([.bytes(hash)]), .list([]), .list([]), .list([])])),
        .truncated(needed: 1, available: 0)
      ),
    ])
  func refusesMalformed(transaction: [UInt8], error: RLPError) {
    #expect(throws: TransactionError.malformed(index: 1, error)) {
      try VersionedHash.all(inTransactions: [[0x02], transaction])
    }
  }
}
