import CoreSimulation
import ABTesting
import EngineHTTP
import EngineRPC
import NIOCore
import Testing

@testable import LighthouseCompatibility

@Suite struct `An A/B test on the traffic` {
  private func exchange(_ number: Int, v5: Outcome) -> ComparedExchange {
    let block = "0x" + String(repeating: "0", count: 60) + String(number + 4096, radix: 16)
    let operation = Answers.operation("engine_newPayloadV2", #"[{"blockHash":"\#(block)"}]"#)
    let valid = Outcome.answer(Answers.answer(Answers.status("VALID", block)))
    return ComparedExchange(
      id: ExchangeID(number: UInt64(number)), operation: operation, authority: .v4, v4: valid,
      v5: v5, parentBeaconBlockRoot: nil)
  }

  @Test func `records what the assigned side did, and nothing of the other`() throws {
    let experiment = TrafficExperiment(controller: ABTestController(now: { 100 }))
    let test = ABTest(
      name: "first", v5Share: 3000, start: 0, duration: .seconds(1000), isSticky: true)
    try experiment.start(test, unit: .block)
    for number in 0..<1000 {
      experiment.observe(exchange(number, v5: .failure(.timedOut(milliseconds: 8))))
    }
    let results = try experiment.controller.results("first")
    let (v4, v5) = (results.v4, results.v5)
    #expect(v4.requests + v5.requests == 1000)
    #expect((230...370).contains(v5.requests), "\(v5.requests)")
    #expect(v4.successes == v4.requests && v5.successes == 0)
    // A side that was not asked is no evidence about it.
    for number in 0..<1000 { experiment.observe(exchange(number, v5: .notAsked(.offline))) }
    #expect(try experiment.controller.results("first").v5.requests == v5.requests)
    try experiment.remove("first")
    experiment.observe(exchange(1, v5: .notAsked(.offline)))
    #expect(throws: ABTestingError.self) { try experiment.controller.results("first") }
  }
}
