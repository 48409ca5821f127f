import ConsensusTypes
import Conversions
import EngineRPC
import EngineTypes
import EthereumPrimitives
import Foundation
import SSZ

/// The fastest of several runs, in microseconds: what the code costs when nothing disturbs it.
func measure(_ runs: Int = 15, _ body: () throws -> Void) rethrows -> Double {
  var best = Double.infinity
  for _ in 0..<runs {
    let start = DispatchTime.now().uptimeNanoseconds
    try body()
    best = min(best, Double(DispatchTime.now().uptimeNanoseconds - start) / 1000)
  }
  return best
}

func text(_ value: Double) -> String {
  let rounded = value < 100 ? String(format: "%.2f", value) : String(format: "%.0f", value)
  return String(repeating: " ", count: max(0, 10 - rounded.count)) + rounded
}

print("µs, fastest of 15 runs                 0.6 KB     150 KB       2 MB")

let payloads = [2_000, 150_000, 2_000_000].map(Bodies.payload(jsonBytes:))
let texts = payloads.map(\.json.utf8)
var sink = 0

func row(_ name: String, _ body: (Int) throws -> Void) throws -> [Double] {
  let figures = try (0..<3).map { index in try measure { try body(index) } }
  let padded = name + String(repeating: " ", count: max(0, 34 - name.count))
  print(padded + figures.map(text).joined(separator: " "))
  return figures
}

let own = try row("payload JSON, decode") { index in
  sink += try ExecutionPayload(json: texts[index]).v1.transactions.count
}
let datas = texts.map { Data($0) }
let foundation = try row("the same by JSONDecoder") { index in
  sink += try JSONDecoder().decode(FoundationPayload.self, from: datas[index]).transactions.count
}
_ = try row("JSONDecoder, hex left as text") { index in
  sink += try JSONDecoder().decode(FoundationText.self, from: datas[index]).transactions.count
}
_ = try row("envelope, outline") { index in
  var scanner = EnvelopeScanner()
  texts[index].withUnsafeBytes { scanner.feed($0) }
  sink += try scanner.finish() == nil ? 0 : 1
}
_ = try row("payload JSON, encode") { index in sink += payloads[index].json.utf8.count }
let blobs = payloads.map { Hex.encodeData($0.transactions.flatMap { $0 }) }
_ = try row("hex, decode") { index in sink += try Hex.decodeData(blobs[index]).count }
let raw = payloads.map { $0.transactions.flatMap { $0 } }
_ = try row("Keccak-256") { index in sink += Int(Keccak256.hash(raw[index]).bytes[0]) }
_ = try row("block hash") { index in sink += Int(payloads[index].computedBlockHash.bytes[0]) }
_ = try row("hash_tree_root of the payload") { index in
  sink += Int(try payloads[index].hashTreeRoot().bytes[0])
}
_ = try row("SSZ, encode") { index in sink += try payloads[index].ssz().count }
let encoded = try payloads.map { try $0.ssz() }
_ = try row("SSZ, decode") { index in
  sink += try ExecutionPayloadV2(ssz: encoded[index]).transactions.count
}
_ = try row("v4 → v5 with proof") { index in
  sink += V4ToV5.convertExecutionPayload(payloads[index]).value.transactions.count
}
let ratio = foundation[2] / own[2]
print("payload decode at 2 MB: \(String(format: "%.1f", ratio)) times as fast as JSONDecoder"
  + " (at least 5 asked)")
if ratio < 5 || sink == 0 { exit(1) }
