import ABTesting
import EngineHTTP
import EngineRPC
import EngineTypes

/// Whose answer leaves, and when: a pure function of what is known of an exchange.
enum AnswerRule {
  /// Why an answer leaves that is not simply the authority's.
  enum Cause: String, Sendable, Hashable, CaseIterable {
    /// The authority failed: the other side's answer to the same operation leaves.
    case authorityFailed
    /// The authority cannot tell where the other side is definite.
    case authorityVague
    /// The sides disagree about a block: v4's answer leaves and v4 becomes the authority.
    case disagreement
    /// The authority contradicts what the caller was told of the block; the other side does not.
    case flip
    /// The other side was not there within the agreement's budget: the authority's leaves alone.
    case unguarded
  }

  enum Decision: Sendable, Hashable {
    case wait
    /// Wait, but no longer than the fallback budget.
    case waitForOther
    /// Wait, but no longer than the agreement's budget.
    case waitForAgreement
    /// The spare is to be asked.
    case ask(Side)
    case answer(Side, Cause?)
    /// No answer can leave that does not contradict an earlier one.
    case contradiction
  }

  /// What is known of an exchange whose caller waits.
  struct Knowledge {
    var kind: Operation.Kind
    var route: Route
    var authority: Outcome?
    var other: Outcome?
    /// Whether the fallback budget is spent.
    var isBudgetSpent = false
    var isAgreementBudgetSpent = false
    /// Whether the authority's engine was away since it minted the build that is asked for.
    var hasLostBuild = false
    /// What the caller was told of the block before, if anything.
    var said: StatusMemory.Said?

    /// Whether an outcome contradicts what the caller was told.
    func contradicts(_ outcome: Outcome) -> Bool {
      guard let said, let word = StatusMemory.word(of: outcome) else { return false }
      return word != said
    }
  }

  static func decide(_ known: Knowledge) -> Decision {
    let route = known.route
    let authority = known.authority
    guard let authority else {
      guard route.fallsBack, known.isBudgetSpent else { return .wait }
      return insteadOfAuthority(known, cause: .authorityFailed)
    }
    if known.contradicts(authority) { return insteadOfFlip(known) }
    guard route.fallsBack else {
      return isLacking(known, authority) ? insteadOfVague(known) : .answer(route.authority, nil)
    }
    switch standing(of: authority, known) {
    case .failed: return insteadOfAuthority(known, cause: .authorityFailed)
    case .vague: return insteadOfVague(known)
    case .definite: return route.isGuarded ? guarded(known) : .answer(route.authority, nil)
    }
  }

  // MARK: In the authority's place

  private static func insteadOfAuthority(_ known: Knowledge, cause: Cause) -> Decision {
    guard let other = known.other else {
      if known.route.follower != nil { return .wait }
      return known.route.spare.map { .ask($0) } ?? .answer(known.route.authority, nil)
    }
    guard other.isEngineWord, !isInternalError(other, known.kind), !known.contradicts(other)
    else {
      // Neither can answer: the authority's failure is what the caller hears, once it is there.
      return known.authority == nil ? .wait : .answer(known.route.authority, nil)
    }
    return .answer(known.route.authority.other, cause)
  }

  private static func insteadOfVague(_ known: Knowledge) -> Decision {
    guard let other = known.other else {
      let isAsked = known.route.follower != nil
      return isAsked && !known.isBudgetSpent ? .waitForOther : .answer(known.route.authority, nil)
    }
    let isDefinite = isDefinite(other) ?? false
    guard isDefinite, !known.contradicts(other) else {
      return .answer(known.route.authority, nil)
    }
    return .answer(known.route.authority.other, .authorityVague)
  }

  /// Whether v4 cannot tell, in a canary, what v5 may have told the caller; v5's VALID says it then,
  /// or is waited for.
  private static func isLacking(_ known: Knowledge, _ authority: Outcome) -> Bool {
    guard known.route.reason == .split, standing(of: authority, known) == .vague else {
      return false
    }
    return known.other.map { status(of: $0)?.status == .valid } ?? true
  }

  private static func insteadOfFlip(_ known: Knowledge) -> Decision {
    guard let other = known.other else {
      return known.route.follower != nil && !known.isBudgetSpent ? .waitForOther : .contradiction
    }
    let isDefinite = isDefinite(other) ?? false
    guard isDefinite, !known.contradicts(other) else { return .contradiction }
    return .answer(known.route.authority.other, .flip)
  }

  // MARK: The agreement guard

  private static func guarded(_ known: Knowledge) -> Decision {
    guard let authority = known.authority else { return .wait }
    guard let other = known.other else {
      guard known.route.follower != nil, !known.isAgreementBudgetSpent else {
        return .answer(known.route.authority, .unguarded)
      }
      return .waitForAgreement
    }
    guard let theirs = verdict(of: other) else {
      return .answer(known.route.authority, .unguarded)
    }
    if theirs == verdict(of: authority) { return .answer(known.route.authority, nil) }
    // What the caller was told meanwhile, by the answer to another operation, stands.
    return known.contradicts(other)
      ? .contradiction : .answer(known.route.authority.other, .disagreement)
  }

  /// What an outcome says of a block, where it says something definite.
  private enum BlockVerdict: Hashable {
    case valid
    /// Executed and found wrong.
    case invalid
    /// Malformed: nothing is said about the block under that hash.
    case malformed
    case error
  }

  private static func verdict(of outcome: Outcome) -> BlockVerdict? {
    if case .engineError = outcome {
      return isInternalError(outcome, .newPayload) ? nil : .error
    }
    guard let outline = status(of: outcome), outline.status.isDefinite else { return nil }
    if outline.status == .valid { return .valid }
    return outline.latestValidHash == nil ? .malformed : .invalid
  }

  // MARK: What an outcome is worth

  private enum Worth {
    case definite, vague, failed
  }

  private static func standing(of outcome: Outcome, _ known: Knowledge) -> Worth {
    switch outcome {
    case .failure, .notAsked: return .failed
    // What a dialect has no words for is no failure of its engine.
    case .refused: return .definite
    case .engineError(let error, _):
      if isInternalError(outcome, known.kind) { return .failed }
      // The engine minted that id: it has lost the build rather than never known it.
      let isUnknown = error.knownCode == .unknownPayload
      return isUnknown && known.kind == .getPayload && known.hasLostBuild ? .failed : .definite
    case .answer:
      guard known.kind == .newPayload || known.kind == .forkchoiceUpdated else { return .definite }
      return isDefinite(outcome) ?? false ? .definite : .vague
    }
  }

  /// Whether an error says that the engine failed, rather than something about the request.
  ///
  /// To a read an engine may answer any code: a reverted call, an unknown header.
  static func isInternalError(_ outcome: Outcome, _ kind: Operation.Kind) -> Bool {
    guard case .engineError(let error, _) = outcome else { return false }
    switch kind {
    case .newPayload, .forkchoiceUpdated, .getPayload:
      return !(error.knownCode?.isSemantic ?? false)
    case .sendRawTransaction, .read: return error.knownCode == .internalError
    }
  }

  /// Whether an outcome's status says something about the block; nil where it holds none.
  static func isDefinite(_ outcome: Outcome) -> Bool? {
    guard case .answer(let answer) = outcome else { return nil }
    return StatusOutline.status(in: answer.envelope)?.isDefinite
  }

  static func status(of outcome: Outcome) -> StatusOutline? {
    guard case .answer(let answer) = outcome else { return nil }
    return StatusOutline(answer.envelope)
  }
}
