import CatchUp
import DevChain
import EngineRPC
import EngineTypes
import EthereumPrimitives
import TestKit
import Testing

@Suite("Answers in any order, with faults")
struct OrderPropertyTests {
  @Test(arguments: (1...40).map { UInt64($0) })
  func `end level, with every payload in order and one at a time`(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let shared = Int.random(in: 0...10, using: &generator)
    var source = try DevEngine.withBlocks(shared)
    var target = source
    try source.extend(by: Int.random(in: 1...40, using: &generator), mark: 1)
    try target.extend(by: Int.random(in: 0...3, using: &generator), mark: 2)
    let first = source.headHash
    try source.extend(by: Int.random(in: 0...4, using: &generator), mark: 1)
    let grown = source.headHash
    var options = CatchUpOptions()
    options.window = Int.random(in: 1...6, using: &generator)
    options.forkchoiceInterval = [nil, 1, 5].randomElement(using: &generator) ?? nil
    options.attempts = 12
    var run = CatchUpRun(source: source, target: target, options: options)
    run.pick = { Int.random(in: 0..<$0, using: &generator) }
    run.fault = { request in
      let isLost = Int.random(in: 0..<8, using: &generator) == 0
      return isLost ? .failure(.transport("lost")) : nil
    }
    // Half of the time the source forgets its branch for another one.
    var reorganized = target
    try reorganized.extend(by: 5, mark: 3)
    let isReorg = Bool.random(using: &generator)
    let replacement = reorganized
    var newest = first
    run.before = { _, run in
      guard newest == first, Int.random(in: 0..<20, using: &generator) == 0 else { return nil }
      if isReorg { run.source = replacement }
      newest = isReorg ? replacement.headHash : grown
      return .forkchoiceMoved(.at(newest))
    }
    let level = try run.run(to: .at(first)).get()
    #expect(level.head == newest, "seed \(seed)")
    #expect((run.target as? DevEngine)?.headHash == newest, "seed \(seed)")
    let numbers = run.importedNumbers
    if !isReorg {
      #expect(
        zip(numbers, numbers.dropFirst()).allSatisfy { $1 == $0 || $1 == $0 + 1 },
        "seed \(seed)")
    }
    #expect(run.mostStateChanges <= 1, "seed \(seed)")
    #expect(run.mostPayloads <= options.window, "seed \(seed)")
    #expect(run.mostSourceRequests <= options.window, "seed \(seed)")
  }
}
