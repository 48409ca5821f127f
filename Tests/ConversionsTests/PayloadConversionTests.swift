import Conversions
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import LighthouseV4
import LighthouseV5
import TestKit
import Testing

@Suite struct `Payload conversions` {
  @Test func `there and back is the identity on 10,000 generated payloads`() throws {
    var generator = SeededGenerator(seed: 0xc0de_2024)
    for round in 0..<10_000 {
      let payload = generator.payload()
      let converted = V4ToV5.convertExecutionPayload(payload)
      #expect(converted.value.blobGasUsed == 0 && converted.value.excessBlobGas == 0)
      let back = try V5ToV4.convertExecutionPayload(converted.value)
      #expect(back.value == payload, "seed \(generator.seed), round \(round)")
    }
  }

  @Test func `real payloads prove the header that they are of`() throws {
    var proofs: [String] = []
    for line in try Fixture("payloads/real-payloads.jsonl.gz").lines() {
      let request = try JSONValue(parsing: line)
      guard request["hash_ok"] == true, let params = request["params"] else { continue }
      let payload = try ExecutionPayload(json: try #require(params[0]))
      let root = try params[2]?.stringValue.map { try Hash32(hex: $0) }
      switch payload {
      case .v1: Issue.record("no Bellatrix payload is among them")
      case .v2(let payload):
        proofs.append(V4ToV5.convertExecutionPayload(payload).proof.name)
        var other = payload
        other.gasUsed += 1
        #expect(V4ToV5.convertExecutionPayload(other).proof == HeaderProof.none)
      case .v3(let payload):
        proofs.append(HeaderProof(payload, parentBeaconBlockRoot: root).name)
        #expect(HeaderProof(payload, parentBeaconBlockRoot: nil) == HeaderProof.none)
        #expect(throws: ConversionRefusal.blobGasUsed(payload.blobGasUsed)) {
          _ = try V5ToV4.convertExecutionPayload(payload)
        }
      }
    }
    #expect(proofs == ["capella", "capella", "deneb", "deneb"])
  }

  @Test func `a converted payload fits a Deneb header only where its hash says so`() throws {
    var payload = ExecutionPayloadV3()
    let root = Keccak256.hash([7])
    payload.blockHash = payload.computedBlockHash(parentBeaconBlockRoot: root)
    let back = try V5ToV4.convertExecutionPayload(payload, parentBeaconBlockRoot: root)
    #expect(back.proof == .deneb(parentBeaconBlockRoot: root))
    let there = V4ToV5.convertExecutionPayload(back.value, parentBeaconBlockRoot: root)
    #expect(there.proof == .deneb(parentBeaconBlockRoot: root))
    #expect(V4ToV5.convertExecutionPayload(back.value).proof == HeaderProof.none)
  }

  @Test func `each blob feature is refused by name`() throws {
    var payload = ExecutionPayloadV3()
    payload.excessBlobGas = 1
    #expect(throws: ConversionRefusal.excessBlobGas(1)) {
      _ = try V5ToV4.convertExecutionPayload(payload)
    }
    payload.excessBlobGas = 0
    payload.transactions = [[0x02, 1], [0x03, 1]]
    #expect(throws: ConversionRefusal.blobTransaction(index: 1)) {
      _ = try V5ToV4.convertExecutionPayload(payload)
    }
    payload.transactions = []
    var built = BuiltPayload(payload: .v3(payload), blockValue: 5)
    built.blobsBundle = BlobsBundle(commitments: [.zero], proofs: [.zero], blobs: [[1]])
    #expect(throws: ConversionRefusal.blobsBundle(count: 1)) {
      _ = try V5ToV4.convertBuiltPayload(built)
    }
    built.blobsBundle = BlobsBundle()
    #expect(try V5ToV4.convertBuiltPayload(built).value.payload.fork == .shanghai)
    built.payload = .v2(payload.v2)
    #expect(try V5ToV4.convertBuiltPayload(built).value.blobsBundle == nil)
    built.payload = .v1(payload.v2.v1)
    #expect(try V5ToV4.convertBuiltPayload(built).proof == HeaderProof.none)
    let names = [
      ConversionRefusal.blobGasUsed(1), .excessBlobGas(1), .blobTransaction(index: 0),
      .blobKZGCommitments(count: 1), .parentBeaconBlockRoot(.zero), .blobsBundle(count: 1),
      .executionRequests(member: "depositRequests"),
    ]
    #expect(Set(names.map(\.feature)).count == names.count)
    #expect(Set(names.map(\.description)).count == names.count)
  }
}

extension SeededGenerator {
  fileprivate mutating func payload() -> ExecutionPayloadV2 {
    var v1 = ExecutionPayloadV1(
      parentHash: Hash32(bytes(32)) ?? .zero, feeRecipient: Address(bytes(20)) ?? .zero,
      stateRoot: Hash32(bytes(32)) ?? .zero, blockNumber: next(), gasLimit: next(),
      gasUsed: next(), timestamp: next(), extraData: bytes(Int(next() % 33)),
      baseFeePerGas: UInt256(high: UInt128(next()), low: UInt128(next())),
      blockHash: Hash32(bytes(32)) ?? .zero)
    for _ in 0..<next() % 3 { v1.transactions.append([0x02] + bytes(Int(next() % 20))) }
    let withdrawals = (0..<next() % 3).map { _ in
      Withdrawal(
        index: next(), validatorIndex: next(), address: Address(bytes(20)) ?? .zero,
        amount: next())
    }
    return ExecutionPayloadV2(v1, withdrawals: withdrawals)
  }
}
