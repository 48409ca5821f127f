import Chronicle
import EngineTypes
import EthereumPrimitives
import Testing

/// Ways to break S2 and S3.
enum OrderMutations {
  static let all = losses + disorder + writers

  private static let losses = [
    Mutation("the follower misses a forkchoiceUpdated", [.bothKeepUp]) {
      try $0.drop(.plainForkchoice, "v5", 4)
    },
    Mutation("the follower misses the last forkchoiceUpdated", [.bothKeepUp]) {
      try $0.drop(.plainForkchoice, "v5", -1)
    },
    Mutation("the follower misses a build", [.bothKeepUp]) { try $0.drop(.build, "v5", 7) },
    Mutation("the follower misses a newPayload", [.bothKeepUp]) {
      try $0.drop(.newPayload, "v5", 2)
    },
    Mutation("the follower misses a transaction", [.bothKeepUp]) {
      try $0.drop(.transaction, "v5", 0)
    },
    Mutation("v4 as follower misses a newPayload", on: .v5Answers, [.bothKeepUp]) {
      try $0.drop(.newPayload, "v4", 2)
    },
    Mutation("a forkchoiceUpdated reaches nobody", [.oneOrder]) {
      for engine in ["v4", "v5"] { try $0.drop(.plainForkchoice, engine, 4) }
    },
    Mutation("a newPayload reaches nobody", [.oneOrder]) {
      for engine in ["v4", "v5"] { try $0.drop(.newPayload, engine, 4) }
    },
    Mutation("a shared engine misses a forkchoiceUpdated", on: .shared, [.oneOrder]) {
      try $0.drop(.build, "geth", 4)
    },
    Mutation("an operation behind a gap is lost", [.bothKeepUp]) {
      let first = try $0.place(.newPayload, Run.caller, 3)
      $0.expectations.gaps["v5"] = [first..<first + 2]
      for number in [4, 3] { try $0.drop(.newPayload, "v5", number) }
    },
    Mutation("one side hears of what the gateway refused, the other does not", [.bothKeepUp]) {
      let place = try $0.place(.newPayload, Run.caller, 5)
      $0[Run.caller][place].answer = .error(
        ErrorOutline(code: -32603, isOwn: true, digest: CanonicalDigest(rawValue: 1)))
      try $0.drop(.newPayload, "v5", 5)
    },
  ]

  private static let disorder = [
    Mutation("two forkchoiceUpdated swap places", [.oneOrder]) {
      let first = try $0.place(.plainForkchoice, "v5", 6)
      $0.swap("v5", first, try $0.place(.build, "v5", 7))
    },
    Mutation("a forkchoiceUpdated is overtaken by the next slot's", [.oneOrder]) {
      // As a lane does that lags: everything had been asked by then.
      let late = $0["v5"].remove(at: try $0.place(.plainForkchoice, "v5", 6))
      $0.insert(late, "v5", at: try $0.place(.plainForkchoice, "v5", 6) + 1)
    },
    Mutation("a build arrives twice", [.oneOrder]) {
      let place = try $0.place(.build, "v5", 6)
      $0.insert($0["v5"][place], "v5", at: place + 1)
    },
    Mutation("a forkchoiceUpdated without attributes arrives twice", [.oneOrder]) {
      let place = try $0.place(.plainForkchoice, "v4", 6)
      $0.insert($0["v4"][place], "v4", at: place + 1)
    },
    Mutation("an old forkchoice is repeated", [.oneOrder]) {
      let old = $0["v5"][try $0.place(.plainForkchoice, "v5", 3)]
      $0.insert(old, "v5", at: try $0.place(.plainForkchoice, "v5", 9) + 1)
    },
    Mutation("an old forkchoice is repeated in a gap", [.oneOrder]) {
      $0.expectations.gaps["v5"] = [0..<Int.max]
      let old = $0["v5"][try $0.place(.plainForkchoice, "v5", 3)]
      $0.insert(old, "v5", at: try $0.place(.plainForkchoice, "v5", 9) + 1)
    },
    Mutation("a forkchoice is repeated behind a gap", [.oneOrder]) {
      let first = try $0.place(.build, Run.caller, 2)
      $0.expectations.gaps["v5"] = [first..<first + 4]
      let place = try $0.place(.plainForkchoice, "v5", 6)
      $0.insert($0["v5"][place], "v5", at: place + 1)
    },
    Mutation("a forkchoiceUpdated overtakes its newPayload", [.oneOrder]) {
      let payload = try $0.place(.newPayload, "v5", 6)
      $0.swap("v5", payload, try $0.place(.plainForkchoice, "v5", 6))
    },
    Mutation("a child's payload overtakes its parent's", [.oneOrder]) {
      let parent = $0["v5"].remove(at: try $0.place(.newPayload, "v5", 6))
      $0.insert(parent, "v5", at: try $0.place(.newPayload, "v5", 6) + 1)
    },
    Mutation("a safe hash is another", [.oneOrder]) {
      let place = try $0.place(.plainForkchoice, "v5", 6)
      guard case .forkchoiceUpdated(var state, let attributes) = $0["v5"][place].subject else {
        return
      }
      state.safeBlockHash = state.headBlockHash
      $0["v5"][place].subject = .forkchoiceUpdated(state, attributes)
    },
    Mutation("attributes are others", [.oneOrder]) {
      let place = try $0.place(.build, "v5", 6)
      guard case .forkchoiceUpdated(let state, var attributes?) = $0["v5"][place].subject else {
        return
      }
      attributes.digest.rawValue ^= 1
      $0["v5"][place].subject = .forkchoiceUpdated(state, attributes)
    },
  ]

  private static let writers = [
    Mutation("a forkchoiceUpdated is somebody else's", [.oneOrder]) {
      var foreign = $0["v4"][try $0.place(.plainForkchoice, "v4", 6)]
      foreign.subject = try foreign.subject.ofAnotherBlock()
      $0.insert(foreign, "v4", at: try $0.place(.plainForkchoice, "v4", 6) + 1)
    },
    Mutation("a newPayload is somebody else's", [.oneOrder]) {
      var foreign = $0["v4"][try $0.place(.newPayload, "v4", 6)]
      foreign.subject = try foreign.subject.ofAnotherBlock()
      $0.insert(foreign, "v4", at: try $0.place(.plainForkchoice, "v4", 6) + 1)
    },
    Mutation("a shared engine has two writers", on: .shared, [.oneOrder]) { run in
      for place in run.places(.plainForkchoice, "geth").reversed() {
        var other = run["geth"][place]
        other.method = "engine_forkchoiceUpdatedV3"
        run.insert(other, "geth", at: place + 1)
      }
    },
    Mutation("a shared engine gets a payload twice", on: .shared, [.oneOrder]) {
      let place = try $0.place(.newPayload, "geth", 6)
      $0.insert($0["geth"][place], "geth", at: place + 1)
    },
    Mutation("a shared engine's repetition does not wait", on: .shared, [.oneOrder]) {
      $0.expectations.repeatsNewPayload = true
      let place = try $0.place(.newPayload, "geth", 6)
      $0.insert($0["geth"][place], "geth", at: place + 1)
      $0["geth"][place].answered = $0["geth"][place + 1].asked + 5_000_000
    },
  ]
}

extension OperationSubject {
  /// The same about a block that nobody knows.
  func ofAnotherBlock() throws -> OperationSubject {
    let other = try #require(Hash32([UInt8](repeating: 0xee, count: 32)))
    switch self {
    case .newPayload(_, let parent): return .newPayload(blockHash: other, parentHash: parent)
    case .forkchoiceUpdated(var state, let attributes):
      state.headBlockHash = other
      return .forkchoiceUpdated(state, attributes)
    case .getPayload, .other: return self
    }
  }
}
