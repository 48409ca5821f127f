import Chronicle
import EngineTypes
import EthereumPrimitives
import TestKit

/// A way to break a random history somewhere.
enum RandomMutation: String, CaseIterable {
  case dropForkchoice, dropBuild, dropPayload, dropTransaction, swapForkchoices
  case headBeforePayload, duplicateBuild, duplicatePlain, foreignForkchoice, foreignPayload
  case otherSafeHash, inventSyncing, blendAnswer, lateAnswer, wrongPayload, flip

  /// Breaks a run at a random place; false where there is none to do it at.
  func apply(to run: inout Run, using generator: inout SeededGenerator) throws -> Bool {
    let names = run.parties.keys.filter { $0 != Run.caller }.sorted()
    guard let engine = names.randomElement(using: &generator) else { return false }
    switch self {
    case .dropForkchoice: return drop(.plainForkchoice, engine, &run, &generator)
    case .dropBuild: return drop(.build, engine, &run, &generator)
    case .dropPayload: return drop(.newPayload, engine, &run, &generator)
    case .dropTransaction: return drop(.transaction, engine, &run, &generator)
    case .swapForkchoices: return swapForkchoices(engine, &run, &generator)
    case .headBeforePayload: return headBeforePayload(engine, &run, &generator)
    case .duplicateBuild: return duplicate(.build, engine, &run, &generator)
    case .duplicatePlain: return duplicate(.plainForkchoice, engine, &run, &generator)
    case .foreignForkchoice: return try foreign(.plainForkchoice, engine, &run, &generator)
    case .foreignPayload: return try foreign(.newPayload, engine, &run, &generator)
    case .otherSafeHash: return otherSafeHash(engine, &run, &generator)
    case .inventSyncing, .blendAnswer: return changeAnswer(&run, &generator)
    case .lateAnswer: return delayAnswer(&run, &generator)
    case .wrongPayload: return wrongPayload(&run, &generator)
    case .flip: return try flip(&run)
    }
  }

  // MARK: Places

  /// Entries of an engine's that stand for exactly one of the caller's, which it must have got.
  private func required(_ sort: Run.Sort, _ engine: String, _ run: Run) -> [Int] {
    let asked = Dictionary(grouping: run[Run.caller], by: \.subject)
    let got = Dictionary(grouping: run[engine], by: \.subject)
    return run.places(sort, engine).filter { place in
      let subject = run[engine][place].subject
      guard let operation = asked[subject]?.first, asked[subject]?.count == 1,
        got[subject]?.count == 1
      else { return false }
      return operation.isAnsweredByEngine && !run.isInGap(operation.arrival, engine)
    }
  }

  private func drop(
    _ sort: Run.Sort, _ engine: String, _ run: inout Run, _ generator: inout SeededGenerator
  ) -> Bool {
    guard let place = required(sort, engine, run).randomElement(using: &generator) else {
      return false
    }
    run[engine].remove(at: place)
    return true
  }

  private func swapForkchoices(
    _ engine: String, _ run: inout Run, _ generator: inout SeededGenerator
  ) -> Bool {
    let places = (required(.build, engine, run) + required(.plainForkchoice, engine, run)).sorted()
    guard places.count > 1 else { return false }
    let first = Int.random(in: 0..<places.count - 1, using: &generator)
    run.swap(engine, places[first], places[first + 1])
    return true
  }

  private func headBeforePayload(
    _ engine: String, _ run: inout Run, _ generator: inout SeededGenerator
  ) -> Bool {
    let heads = required(.plainForkchoice, engine, run)
    let pairs = required(.newPayload, engine, run).compactMap { payload -> (Int, Int)? in
      guard case .newPayload(let hash, _) = run[engine][payload].subject else { return nil }
      let head = heads.first { place in
        guard case .forkchoiceUpdated(let state, _) = run[engine][place].subject else {
          return false
        }
        return state.headBlockHash == hash && place > payload
      }
      return head.map { (payload, $0) }
    }
    guard let pair = pairs.randomElement(using: &generator) else { return false }
    run.swap(engine, pair.0, pair.1)
    return true
  }

  private func duplicate(
    _ sort: Run.Sort, _ engine: String, _ run: inout Run, _ generator: inout SeededGenerator
  ) -> Bool {
    // Repetitions may be owed behind a failure and in a gap.
    let firstFailure = run[engine].firstIndex { !$0.isAnsweredByEngine } ?? .max
    let firstGap = run.expectations.gaps[engine]?.first?.lowerBound ?? .max
    let gapMoment = run[Run.caller].first { $0.arrival >= firstGap }?.asked ?? .max
    let places = required(sort, engine, run).filter {
      sort == .build || ($0 < firstFailure && run[engine][$0].asked < gapMoment)
    }
    let answered = places.filter { run[engine][$0].isAnsweredByEngine }
    guard let place = answered.randomElement(using: &generator) else { return false }
    run.insert(run[engine][place], engine, at: place + 1)
    return true
  }

  private func foreign(
    _ sort: Run.Sort, _ engine: String, _ run: inout Run, _ generator: inout SeededGenerator
  ) throws -> Bool {
    guard let place = run.places(sort, engine).randomElement(using: &generator) else {
      return false
    }
    var entry = run[engine][place]
    entry.subject = try entry.subject.ofAnotherBlock()
    run.insert(entry, engine, at: place + 1)
    return true
  }

  private func otherSafeHash(
    _ engine: String, _ run: inout Run, _ generator: inout SeededGenerator
  ) -> Bool {
    let places = required(.plainForkchoice, engine, run)
    guard let place = places.randomElement(using: &generator),
      case .forkchoiceUpdated(var state, let attributes) = run[engine][place].subject
    else { return false }
    guard state.safeBlockHash != state.headBlockHash else { return false }
    state.safeBlockHash = state.headBlockHash
    run[engine][place].subject = .forkchoiceUpdated(state, attributes)
    return true
  }

  // MARK: Answers

  private func changeAnswer(_ run: inout Run, _ generator: inout SeededGenerator) -> Bool {
    let places = run[Run.caller].indices.filter { run[Run.caller][$0].isAnsweredByEngine }
    guard let place = places.randomElement(using: &generator) else { return false }
    var result = ResultOutline(digest: CanonicalDigest(rawValue: generator.next()))
    if self == .inventSyncing { result.status = .syncing }
    run[Run.caller][place].answer = .result(result)
    return true
  }

  private func delayAnswer(_ run: inout Run, _ generator: inout SeededGenerator) -> Bool {
    let places = run[Run.caller].indices.filter { run[Run.caller][$0].isAnsweredByEngine }
    guard let place = places.randomElement(using: &generator) else { return false }
    let operation = run[Run.caller][place]
    for engine in run.parties.keys where engine != Run.caller {
      for entry in run[engine].indices
      where run[engine][entry].asked >= operation.asked
        && run[engine][entry].asked <= operation.answered ?? .max
      {
        run[engine][entry].answered? += 60_000_000_000
      }
    }
    return true
  }

  private func wrongPayload(_ run: inout Run, _ generator: inout SeededGenerator) -> Bool {
    let places = run.places(.getPayload, Run.caller).filter { place in
      let given = run[Run.caller][place]
      // Both engines were asked in the caller's time, and both gave a payload.
      let answers = run.answers(to: given)
      return given.isAnsweredByEngine && answers.count == 2
    }
    guard let place = places.randomElement(using: &generator) else { return false }
    let given = run[Run.caller][place]
    run[Run.caller][place].answer = run.answers(to: given).first { $0 != given.answer }
    return true
  }

  private func flip(_ run: inout Run) throws -> Bool {
    for party in run.parties.keys {
      guard let place = run.places(.newPayload, party).last else { return false }
      run.insert(run[party][place], party)
      try run.change(party, run[party].count - 1) { $0.status = .invalid }
    }
    return true
  }
}

extension Run {
  fileprivate func isInGap(_ operation: Int, _ engine: String) -> Bool {
    (expectations.gaps[engine] ?? []).contains { $0.contains(operation) }
  }

  /// What the engines answered to getPayload while an operation lasted, one each.
  fileprivate func answers(to operation: ChronicleEntry) -> [ChronicleAnswer] {
    let end = operation.answered ?? .max
    return parties.keys.filter { $0 != Run.caller }.sorted().compactMap { engine in
      self[engine].first {
        Sort($0) == .getPayload && $0.asked >= operation.asked && ($0.answered ?? .max) <= end
          && $0.result?.built != nil
      }?.answer
    }
  }
}

extension ChronicleEntry {
  var isAnsweredByEngine: Bool {
    switch answer {
    case .result: true
    case .error(let error): !error.isOwn
    case .failure, nil: false
    }
  }
}
