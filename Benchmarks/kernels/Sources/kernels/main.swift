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

/// How many times as fast as each JSONDecoder the payload decoder has to be at 2 MB.
let limit = 5.0
let options = CommandLine.arguments.dropFirst()
guard options.allSatisfy({ $0 == "--limits" }) else {
  print(
    """
    usage: ./scripts/bench kernels [--limits]

      --limits  exit 1 where payload decode is not \(limit) times as fast as each JSONDecoder
    """)
  exit(options.contains("--help") ? 0 : 64)
}

let payloads = [2_000, 150_000, 2_000_000].map(Bodies.payload(jsonBytes:))
let texts = payloads.map(\.json.utf8)
var sink = 0

let decoding = try zip(payloads, texts).map { payload, text in
  try DecodeComparison(payload: payload, text: text)
}
let heading = "µs of CPU, median of \(DecodeComparison.rounds) interleaved rounds"
print(heading + "       2 KB     150 KB       2 MB")
for (index, way) in DecodeComparison.Way.allCases.enumerated() {
  let padded = way.rawValue + String(repeating: " ", count: max(0, 46 - way.rawValue.count))
  print(padded + decoding.map { text($0.medians[index]) }.joined(separator: " "))
}

print("\nµs, fastest of 15 runs                   2 KB     150 KB       2 MB")

func row(_ name: String, _ body: (Int) throws -> Void) throws {
  let figures = try (0..<3).map { index in try measure { try body(index) } }
  let padded = name + String(repeating: " ", count: max(0, 34 - name.count))
  print(padded + figures.map(text).joined(separator: " "))
}

try row("envelope, outline") { index in
  var scanner = EnvelopeScanner()
  texts[index].withUnsafeBytes { scanner.feed($0) }
  sink += try scanner.finish() == nil ? 0 : 1
}
try row("payload JSON, encode") { index in sink += payloads[index].json.utf8.count }
let blobs = payloads.map { Hex.encodeData($0.transactions.flatMap { $0 }) }
try row("hex, decode") { index in sink += try Hex.decodeData(blobs[index]).count }
let raw = payloads.map { $0.transactions.flatMap { $0 } }
try row("Keccak-256") { index in sink += Int(Keccak256.hash(raw[index]).bytes[0]) }
try row("block hash") { index in sink += Int(payloads[index].computedBlockHash.bytes[0]) }
try row("hash_tree_root of the payload") { index in
  sink += Int(try payloads[index].hashTreeRoot().bytes[0])
}
try row("SSZ, encode") { index in sink += try payloads[index].ssz().count }
let encoded = try payloads.map { try $0.ssz() }
try row("SSZ, decode") { index in
  sink += try ExecutionPayloadV2(ssz: encoded[index]).transactions.count
}
try row("v4 → v5 with proof") { index in
  sink += V4ToV5.convertExecutionPayload(payloads[index]).value.transactions.count
}

print()
var met = sink != 0
for (way, ratio) in decoding[2].ratios {
  let times = String(format: "%.1f", ratio)
  print("payload decode: \(times) times \(way.rawValue) (2 MB; at least \(limit))")
  met = met && ratio >= limit
}
if options.contains("--limits"), !met { exit(1) }
