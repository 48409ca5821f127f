import Chronicle
import EngineTypes
import Testing

/// Ways to break S1, S4, S5 and S6.
enum AnswerMutations {
  static let all = inventions + homes + verdicts

  private static let inventions = [
    Mutation("SYNCING is invented for a newPayload", [.noInvention]) {
      let place = try $0.place(.newPayload, Run.caller, 6)
      $0[Run.caller][place].answer = .result(
        ResultOutline(digest: CanonicalDigest(rawValue: 1), status: .syncing))
    },
    Mutation("SYNCING is invented for a forkchoiceUpdated", on: .v5Answers, [.noInvention]) {
      let place = try $0.place(.plainForkchoice, Run.caller, 6)
      $0[Run.caller][place].answer = .result(
        ResultOutline(digest: CanonicalDigest(rawValue: 1), status: .syncing))
    },
    Mutation("SYNCING is invented while the engine is away", on: .shared, [.noInvention]) {
      let place = try $0.place(.newPayload, "geth", 6)
      $0["geth"][place].answer = nil
      $0["geth"][place].answered = nil
      try $0.change(Run.caller, try $0.place(.newPayload, Run.caller, 6)) { result in
        result.status = .syncing
      }
    },
    Mutation("a status of one engine bears the other's payloadId", [.noInvention]) {
      try $0.change(Run.caller, try $0.place(.build, Run.caller, 6)) { result in
        result.digest.rawValue ^= 1
        result.payloadId = "0x0200000000000001"
      }
    },
    Mutation("one engine's payload bears the other's value", [.noInvention]) {
      try $0.change(Run.caller, try $0.place(.getPayload, Run.caller, 6)) { result in
        result.digest.rawValue ^= 1
        result.built?.blockValue = "0x5"
      }
    },
    Mutation("an answer is another operation's", [.noInvention]) {
      let other = try $0.place(.newPayload, Run.caller, 5)
      let place = try $0.place(.newPayload, Run.caller, 6)
      $0[Run.caller][place].answer = $0[Run.caller][other].answer
    },
    Mutation("an answer left before the engine gave it", [.noInvention]) {
      let place = try $0.place(.newPayload, "v4", 6)
      $0["v4"][place].answered = $0["v4"][place].answered.map { $0 + 100_000_000 }
    },
    Mutation("an answer was given before it was asked for", [.noInvention]) {
      let place = try $0.place(.read, "v4", 0)
      $0["v4"][place].asked -= 100_000_000
    },
    Mutation("a read is answered from memory", on: .shared, [.noInvention]) {
      try $0.drop(.read, "geth", 1)
    },
    Mutation("an error of the gateway's bears no mark", [.noInvention]) {
      let place = try $0.place(.build, Run.caller, 6)
      $0[Run.caller][place].answer = .error(
        ErrorOutline(code: -32603, isOwn: false, digest: CanonicalDigest(rawValue: 1)))
    },
    Mutation("an error bears another code than the engine's", on: .shared, [.noInvention]) {
      let answers = [-38001, -38005].map {
        ErrorOutline(code: $0, isOwn: false, digest: CanonicalDigest(rawValue: 1))
      }
      $0[Run.caller][try $0.place(.getPayload, Run.caller, 6)].answer = .error(answers[0])
      $0["geth"][try $0.place(.getPayload, "geth", 6)].answer = .error(answers[1])
    },
  ]

  private static let homes = [
    Mutation("the payload is the other engine's", [.buildsStayHome]) {
      let place = try $0.place(.getPayload, Run.caller, 6)
      $0[Run.caller][place].answered = $0[Run.caller][place].answered.map { $0 + 30_000_000 }
      $0[Run.caller][place].answer = $0["v5"][try $0.place(.getPayload, "v5", 6)].answer
    },
    Mutation("the payload is the other engine's although both minted the id", [.buildsStayHome]) {
      run in
      // Both gave the same answer to the build: the authority is known.
      let build = try run.place(.build, Run.caller, 6)
      run.expectations.authorities = [.init(build..<build + 1, "v4")]
      run["v5"][try run.place(.build, "v5", 6)].answer = run[Run.caller][build].answer
      run[Run.caller][build].answered = run[Run.caller][build].answered.map { $0 + 30_000_000 }
      let place = try run.place(.getPayload, Run.caller, 6)
      run[Run.caller][place].answered = run[Run.caller][place].answered.map { $0 + 30_000_000 }
      run[Run.caller][place].answer = run["v5"][try run.place(.getPayload, "v5", 6)].answer
    },
    Mutation(
      "the other engine's build is given under its own id", on: .v5Answers, [.buildsStayHome]
    ) {
      try $0.renameBuild(6, at: "v4", "0x02000000000000aa")
      let place = try $0.place(.getPayload, Run.caller, 6)
      $0[Run.caller][place].answer = $0["v4"][try $0.place(.getPayload, "v4", 6)].answer
    },
    Mutation("the other engine's build is for another head", on: .v5Answers, [.noInvention]) {
      try $0.renameBuild(6, at: "v4", "0x02000000000000aa")
      $0["v5"][try $0.place(.getPayload, "v5", 6)].answer = .failure("hang")
      let build = try $0.place(.build, "v4", 6)
      $0["v4"][build].subject = $0["v4"][try $0.place(.build, "v4", 5)].subject
      let place = try $0.place(.getPayload, Run.caller, 6)
      $0[Run.caller][place].answer = $0["v4"][try $0.place(.getPayload, "v4", 6)].answer
    },
    Mutation("a retry gets the other engine's payload", [.buildsStayHome]) { run in
      // Who minted the id cannot be told: both gave the same answer. The first payload tells.
      let build = try run.place(.build, Run.caller, -1)
      run["v5"][try run.place(.build, "v5", -1)].answer = run[Run.caller][build].answer
      run[Run.caller][build].answered = run[Run.caller][build].answered.map { $0 + 30_000_000 }
      var retries = try [Run.caller, "v4", "v5"].map {
        run[$0][try run.place(.getPayload, $0, -1)]
      }
      retries[0].answer = retries[2].answer
      let moment = (run["v5"].last?.asked ?? 0) + 1_000_000_000
      for (number, party) in [Run.caller, "v4", "v5"].enumerated() {
        retries[number].asked = moment
        retries[number].answered = moment + 1_000
        retries[number].arrival = run[party].count
        run[party].append(retries[number])
      }
    },
  ]

  private static let verdicts = [
    Mutation("VALID, then INVALID", [.noFlip]) {
      try $0.flip(from: .valid, to: .invalid)
    },
    Mutation("INVALID, then VALID", [.noFlip]) {
      try $0.flip(from: .invalid, to: .valid)
    },
    Mutation("VALID as a payload, INVALID as a head", on: .v5Answers, [.noFlip]) {
      let place = try $0.place(.plainForkchoice, Run.caller, 6)
      try $0.change(Run.caller, place) { $0.status = .invalid }
    },
    Mutation("v5 alone answers after a divergence", on: .v5Answers, [.divergenceStops]) {
      try $0.change("v4", try $0.place(.newPayload, "v4", 2)) { $0.status = .invalid }
      for party in $0.parties.keys {
        let place = try $0.place(.newPayload, party, 3)
        for later in place..<$0[party].count {
          $0[party][later].asked += 2_000_000_000
          $0[party][later].answered? += 2_000_000_000
        }
      }
    },
  ]
}

extension Run {
  /// Lets an engine mint another id for its nth build, and be asked for that.
  fileprivate mutating func renameBuild(_ number: Int, at engine: String, _ id: String) throws {
    try change(engine, try place(.build, engine, number)) { $0.payloadId = id }
    self[engine][try place(.getPayload, engine, number)].subject = .getPayload(id: id)
  }

  /// Lets every party say one thing of a block, and another when it is asked once more.
  fileprivate mutating func flip(
    from first: PayloadStatus.Status, to second: PayloadStatus.Status
  ) throws {
    for party in parties.keys {
      let place = try place(.newPayload, party, -1)
      try change(party, place) { $0.status = first }
      insert(self[party][place], party)
      try change(party, self[party].count - 1) { $0.status = second }
    }
  }
}
