import EngineRPC
import EngineTypes
import Foundation

/// One payload's JSON decoded in three ways that take turns, so that whatever else the machine does
/// befalls all of them alike.
struct DecodeComparison {
  enum Way: String, CaseIterable {
    case own = "payload JSON, decode"
    /// Does less than the others: no byte of hex is decoded or looked at.
    case text = "JSONDecoder that leaves hex as text"
    /// Does the same work.
    case bytes = "JSONDecoder with hex decoded in init(from:)"
  }

  enum Failure: Error {
    case decodesToAnotherPayload(Way)
  }

  static let rounds = 41

  /// In microseconds of CPU a decode, in the order of `Way.allCases`.
  let medians: [Double]
  /// How many times as long each JSONDecoder takes: the median over the rounds.
  let ratios: [(Way, Double)]

  init(payload: ExecutionPayloadV2, text: [UInt8]) throws {
    let data = Data(text)
    for way in Way.allCases {
      guard try Self.decode(way, text, data) == (way == .text ? nil : payload.v1.transactions)
      else {
        throw Failure.decodesToAnotherPayload(way)
      }
    }
    // Enough of them that neither the clock's grain counts nor in what state the way before left
    // caches and heap.
    let repetitions = max(4, 400_000 / text.count)
    var times: [[Double]] = Way.allCases.map { _ in [] }
    for round in 0..<Self.rounds {
      for turn in Way.allCases.indices {
        let index = (round + turn) % Way.allCases.count
        let start = Self.processorMicroseconds
        for _ in 0..<repetitions { _ = try Self.decode(Way.allCases[index], text, data) }
        times[index].append((Self.processorMicroseconds - start) / Double(repetitions))
      }
    }
    medians = times.map(Self.median)
    ratios = zip(Way.allCases, times).dropFirst().map { way, theirs in
      (way, Self.median(zip(theirs, times[0]).map { $0 / $1 }))
    }
  }

  /// The transactions, where the way decodes them.
  private static func decode(_ way: Way, _ text: [UInt8], _ data: Data) throws -> [[UInt8]]? {
    switch way {
    case .own: return try ExecutionPayload(json: text).v1.transactions
    case .text:
      _ = try JSONDecoder().decode(FoundationText.self, from: data)
      return nil
    case .bytes:
      return try JSONDecoder().decode(FoundationPayload.self, from: data).transactions.map(\.bytes)
    }
  }

  private static var processorMicroseconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e6 + Double(time.tv_nsec) / 1e3
  }

  private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}
