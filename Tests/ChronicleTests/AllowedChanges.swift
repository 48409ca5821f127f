import Chronicle
import EngineTypes
import EthereumPrimitives

/// What a gateway may do, or a network may do to it, without breaking anything.
enum AllowedChanges {
  static let all = ownOperations + absences + answers

  private static func allowed(
    _ name: String, on kind: RecordedRun.Kind = .v4Answers,
    _ apply: @escaping @Sendable (inout Run) throws -> Void
  ) -> Mutation {
    Mutation(name, on: kind, [], apply)
  }

  private static let ownOperations = [
    allowed("the forkchoice is said again after a failure") {
      try $0.fail(.newPayload, "v5", 6, "close")
      let place = try $0.place(.plainForkchoice, "v5", 6)
      $0.insert($0["v5"][place], "v5", at: place + 1)
    },
    allowed("the forkchoice of a build is said again without its attributes") {
      try $0.fail(.getPayload, "v5", 6, "close")
      var again = $0["v5"][try $0.place(.build, "v5", 6)]
      guard case .forkchoiceUpdated(let state, _) = again.subject else { return }
      again.subject = .forkchoiceUpdated(state, nil)
      $0.insert(again, "v5", at: try $0.place(.newPayload, "v5", 6))
    },
    allowed("a build is tried again that was not answered") {
      let place = try $0.place(.build, "v5", 6)
      $0.insert($0["v5"][place], "v5", at: place + 1)
      $0["v5"][place].answer = nil
      $0["v5"][place].answered = nil
    },
    allowed("anything is said again over an unreliable network") {
      $0.expectations.unreliable = ["v5"]
      for sort in [Run.Sort.build, .plainForkchoice] {
        let place = try $0.place(sort, "v5", 6)
        $0.insert($0["v5"][place], "v5", at: place + 1)
      }
    },
    allowed("a newPayload is asked again") {
      let place = try $0.place(.newPayload, "v5", 6)
      $0.insert($0["v5"][place], "v5", at: place + 1)
    },
    allowed("a build is offered to the other engine before the caller gets it") { run in
      let built = run["v4"][try run.place(.getPayload, "v4", 6)].result?.built
      guard let built else { return }
      var offer = run["v5"][try run.place(.newPayload, "v5", 6)]
      offer.subject = .newPayload(blockHash: built.blockHash, parentHash: nil)
      run.insert(offer, "v5", at: try run.place(.getPayload, "v5", 6) + 1)
    },
    allowed("an engine is brought level in a gap") { run in
      let gap = try run.place(.build, Run.caller, 4)..<run.place(.build, Run.caller, 8)
      run.expectations.gaps["v5"] = [gap]
      let missed = run["v5"].filter { entry in
        run[Run.caller][gap].contains { $0.subject == entry.subject }
      }
      run["v5"].removeAll { missed.contains($0) }
      let place = try run.place(.build, "v5", 4)
      let payloads = missed.filter { Run.Sort($0) == .newPayload }
      let head = missed.filter { Run.Sort($0) == .plainForkchoice }.suffix(1)
      // In the time between the last operation of the gap and the next one.
      for (number, entry) in (payloads + head).enumerated() {
        var copy = entry
        copy.asked = run[Run.caller][gap.upperBound].asked - 900_000 + Int64(number) * 10
        copy.answered = copy.asked + 5
        run["v5"].insert(copy, at: place + number)
      }
    },
    allowed("a shared engine's payload is repeated in the other dialect", on: .shared) {
      $0.expectations.repeatsNewPayload = true
      for place in $0.places(.newPayload, "geth").reversed() {
        $0.insert($0["geth"][place], "geth", at: place + 1)
      }
    },
    allowed("a shared engine's payload is tried again after a failure", on: .shared) {
      let place = try $0.place(.newPayload, "geth", 6)
      $0.insert($0["geth"][place], "geth", at: place)
      $0["geth"][place].answer = .failure("close")
    },
    allowed("the gateway asks what it wants to know") {
      let place = try $0.place(.read, "v5", 0)
      for position in [30, 20, 10] { $0.insert($0["v5"][place], "v5", at: position) }
    },
  ]

  private static let absences = [
    allowed("reads reach one engine only") {
      for place in $0.places(.read, "v5").reversed() { $0["v5"].remove(at: place) }
    },
    allowed("builds are not fetched from the follower") {
      for place in $0.places(.getPayload, "v5").reversed() { $0["v5"].remove(at: place) }
    },
    allowed("an engine is not called in a gap") { run in
      run.expectations.gaps["v5"] = [0..<Int.max]
      run["v5"] = []
    },
    allowed("what the gateway refused reaches nobody") {
      try $0.refuse(.newPayload, 6)
      for engine in ["v4", "v5"] { try $0.drop(.newPayload, engine, 6) }
    },
    allowed("what failed for the caller reaches nobody") {
      let place = try $0.place(.plainForkchoice, Run.caller, 6)
      $0[Run.caller][place].answer = .failure("connection reset")
      for engine in ["v4", "v5"] { try $0.drop(.plainForkchoice, engine, 6) }
    },
    allowed("attempts that reached nobody come before one that did") {
      for sort in [Run.Sort.build, .plainForkchoice, .newPayload] {
        let place = try $0.place(sort, Run.caller, 6)
        var attempt = $0[Run.caller][place]
        attempt.answer = .failure("connection refused")
        for _ in 1...3 { $0.insert(attempt, Run.caller, at: place) }
      }
    },
    allowed("attempts that the gateway refused come before one that it does not") { run in
      for sort in [Run.Sort.build, .plainForkchoice, .newPayload, .transaction] {
        let place = try run.place(sort, Run.caller, 0)
        let attempt = run[Run.caller][place]
        for _ in 1...3 { run.insert(attempt, Run.caller, at: place) }
        for number in 0..<3 { try run.refuse(sort, number) }
      }
    },
    allowed("an unreliable engine reads late, and again, what nobody answered the caller") {
      $0.expectations.unreliable = ["v5"]
      let place = try $0.place(.build, Run.caller, 6)
      let attempt = $0[Run.caller][place]
      $0.insert(attempt, Run.caller, at: place)
      $0[Run.caller][place].answer = .failure("timed out")
      let stale = $0["v5"][try $0.place(.build, "v5", 6)]
      for number in [7, 8] { $0.insert(stale, "v5", at: try $0.place(.newPayload, "v5", number)) }
    },
    allowed("what failed for the caller arrives late") {
      let place = try $0.place(.plainForkchoice, Run.caller, 6)
      $0[Run.caller][place].answer = nil
      $0[Run.caller][place].answered = nil
      for engine in ["v4", "v5"] {
        let late = $0[engine].remove(at: try $0.place(.plainForkchoice, engine, 6))
        $0.insert(late, engine, at: try $0.place(.build, engine, 7) + 1)
      }
    },
    allowed("v4's engine gets nothing of Deneb") { run in
      for engine in run.parties.keys {
        try run.makeDeneb(engine, from: 8)
      }
      for sort in [Run.Sort.newPayload, .build] {
        for place in run.places(sort, "v4").dropFirst(8).reversed() { run["v4"].remove(at: place) }
      }
      for sort in [Run.Sort.newPayload, .build, .getPayload] {
        for place in run.places(sort, Run.caller).dropFirst(8) {
          let like = run[Run.caller][place].subject
          run[Run.caller][place].answer = run["v5"].first { $0.subject == like }?.answer
          run[Run.caller][place].answered? += 30_000_000
        }
      }
    },
  ]

  private static let answers = [
    allowed("the gateway's own error, marked") {
      for number in [2, 6] { try $0.refuse(.build, number) }
      for number in [2, 6] { try $0.refuse(.getPayload, number) }
    },
    allowed("the gateway answers what it can do") {
      $0[Run.caller][0].answer = .result(ResultOutline(digest: CanonicalDigest(rawValue: 7)))
    },
    allowed("v4 answers where v5 fails", on: .v5Answers) {
      for sort in [Run.Sort.newPayload, .plainForkchoice, .build] {
        try $0.fail(sort, "v5", 6, "hang")
        let answer = $0["v4"][try $0.place(sort, "v4", 6)].answer
        $0[Run.caller][try $0.place(sort, Run.caller, 6)].answer = answer
      }
      // The build is v4's then.
      let answer = $0["v4"][try $0.place(.getPayload, "v4", 6)].answer
      $0[Run.caller][try $0.place(.getPayload, Run.caller, 6)].answer = answer
    },
    allowed("v4's build is given where v5 has lost its own", on: .v5Answers) {
      try $0.change("v4", try $0.place(.build, "v4", 6)) { $0.payloadId = "0x02000000000000aa" }
      let place = try $0.place(.getPayload, "v4", 6)
      $0["v4"][place].subject = .getPayload(id: "0x02000000000000aa")
      $0["v5"][try $0.place(.getPayload, "v5", 6)].answer = .error(
        ErrorOutline(code: -38001, isOwn: false, digest: CanonicalDigest(rawValue: 1)))
      $0[Run.caller][try $0.place(.getPayload, Run.caller, 6)].answer = $0["v4"][place].answer
    },
    allowed("v4's build is given where v5 cannot be asked", on: .v5Answers) {
      let get = try $0.place(.getPayload, Run.caller, 6)
      $0.expectations.gaps["v5"] = [get..<get + 1]
      try $0.drop(.getPayload, "v5", 6)
      $0[Run.caller][get].answer = $0["v4"][try $0.place(.getPayload, "v4", 6)].answer
    },
    allowed("a payload in the other dialect's version") {
      let place = try $0.place(.getPayload, Run.caller, 6)
      $0[Run.caller][place].method = "engine_getPayloadV1"
      try $0.change(Run.caller, place) { result in
        result.digest.rawValue ^= 1
        result.built?.blockValue = nil
      }
    },
    allowed("an answer without the null members") { run in
      // The digest leaves them out already; the status is read the same.
      let place = try run.place(.newPayload, Run.caller, 6)
      try run.change(Run.caller, place) { $0.latestValidHash = nil }
    },
    allowed("INVALID with a null latestValidHash beside VALID") {
      let moment = $0[Run.caller][try $0.place(.newPayload, Run.caller, 6)].asked - 5_000_000
      for party in [Run.caller, "v4", "v5"] {
        let place = try $0.place(.newPayload, party, 6)
        let malformed = ResultOutline(
          digest: CanonicalDigest(rawValue: party == "v5" ? 2 : 1), status: .invalid)
        var again = $0[party][place]
        again.answer = .result(malformed)
        again.asked = moment
        again.answered = moment + (party == Run.caller ? 3_000_000 : 1_000_000)
        $0[party].insert(again, at: place)
      }
    },
    allowed("v5 answers after a divergence that a person settled", on: .v5Answers) { run in
      try run.change("v4", try run.place(.newPayload, "v4", 2)) { $0.status = .invalid }
      for party in run.parties.keys {
        let place = try run.place(.build, party, 3)
        for later in place..<run[party].count {
          run[party][later].asked += 2_000_000_000
          run[party][later].answered? += 2_000_000_000
        }
      }
      run.expectations.decisions = [try run.place(.build, Run.caller, 3)]
    },
  ]
}

extension Run {
  fileprivate mutating func fail(
    _ sort: Sort, _ party: String, _ number: Int, _ reason: String
  ) throws {
    self[party][try place(sort, party, number)].answer = .failure(reason)
  }

  fileprivate mutating func refuse(_ sort: Sort, _ number: Int) throws {
    self[Run.caller][try place(sort, Run.caller, number)].answer = .error(
      ErrorOutline(code: -38005, isOwn: true, digest: CanonicalDigest(rawValue: 1)))
  }

  /// Makes a party's operations Deneb's from a slot on.
  fileprivate mutating func makeDeneb(_ party: String, from slot: Int) throws {
    for place in places(.newPayload, party).dropFirst(slot) {
      self[party][place].method = "engine_newPayloadV3"
    }
    for place in places(.build, party).dropFirst(slot) {
      guard case .forkchoiceUpdated(let state, var attributes?) = self[party][place].subject else {
        continue
      }
      attributes.parentBeaconBlockRoot = .zero
      self[party][place].method = "engine_forkchoiceUpdatedV3"
      self[party][place].subject = .forkchoiceUpdated(state, attributes)
    }
  }
}
