import ABTesting
import CoreSimulation
import EngineHTTP
import EngineRPC
import EngineTypes
import Testing

@testable import LighthouseCompatibility

/// Whose answer leaves: the table of the design, row by row.
@Suite struct `The answer's rule` {
  enum Word: String, Sendable {
    case valid = "VALID"
    case executedInvalid, malformed
    case syncing = "SYNCING"
    case accepted = "ACCEPTED"
    case failure, internalError, semanticError, pending
  }

  private func outcome(_ word: Word, code: Int = -38002) -> Outcome? {
    switch word {
    case .valid: .answer(Answers.answer(Answers.status("VALID", "0x01")))
    case .executedInvalid: .answer(Answers.answer(Answers.status("INVALID", "0x02")))
    case .malformed: .answer(Answers.answer(Answers.status("INVALID", nil)))
    case .syncing: .answer(Answers.answer(Answers.status("SYNCING", nil)))
    case .accepted: .answer(Answers.answer(Answers.status("ACCEPTED", nil)))
    case .failure: .failure(.timedOut(milliseconds: 1))
    case .internalError: .engineError(EngineError(.internalError), Answers.answer("1"))
    case .semanticError: .engineError(EngineError(code: code, message: ""), Answers.answer("1"))
    case .pending: nil
    }
  }

  private func decide(
    _ kind: Operation.Kind = .newPayload, v5: Word, v4: Word, guarded: Bool = true,
    spent: Bool = false, agreementSpent: Bool = false
  ) -> AnswerRule.Decision {
    var route = Route(authority: .v5, follower: .v4)
    route.fallsBack = true
    route.isGuarded = guarded && kind == .newPayload
    var known = AnswerRule.Knowledge(kind: kind, route: route)
    (known.authority, known.other) = (outcome(v5), outcome(v4))
    (known.isBudgetSpent, known.isAgreementBudgetSpent) = (spent, agreementSpent)
    return AnswerRule.decide(known)
  }

  @Test(arguments: [
    (Word.failure, Word.valid, AnswerRule.Decision.answer(.v4, .authorityFailed)),
    (.internalError, .executedInvalid, .answer(.v4, .authorityFailed)),
    (.failure, .syncing, .answer(.v4, .authorityFailed)),
    (.failure, .pending, .wait), (.failure, .failure, .answer(.v5, nil)),
    (.failure, .internalError, .answer(.v5, nil)),
    (.syncing, .valid, .answer(.v4, .authorityVague)),
    (.accepted, .executedInvalid, .answer(.v4, .authorityVague)),
    (.syncing, .pending, .waitForOther), (.syncing, .failure, .answer(.v5, nil)),
    (.syncing, .syncing, .answer(.v5, nil)),
    (.semanticError, .pending, .answer(.v5, nil)), (.valid, .pending, .answer(.v5, nil)),
    (.executedInvalid, .valid, .answer(.v5, nil)),
  ])
  func `falls back on failures and vagueness, never on a definite word`(
    v5: Word, v4: Word, expected: AnswerRule.Decision
  ) {
    #expect(decide(.forkchoiceUpdated, v5: v5, v4: v4) == expected)
  }

  @Test(arguments: [
    (Word.syncing, Word.valid, AnswerRule.Decision.answer(.v5, .authorityVague)),
    (.accepted, .valid, .answer(.v5, .authorityVague)), (.syncing, .pending, .waitForOther),
    (.syncing, .executedInvalid, .answer(.v4, nil)), (.syncing, .syncing, .answer(.v4, nil)),
    (.syncing, .failure, .answer(.v4, nil)), (.failure, .valid, .answer(.v4, nil)),
    (.valid, .executedInvalid, .answer(.v4, nil)), (.internalError, .valid, .answer(.v4, nil)),
  ])
  func `lets v5's VALID leave in a canary where v4 cannot tell, and nothing else of v5's`(
    v4: Word, v5: Word, expected: AnswerRule.Decision
  ) {
    var route = Route(authority: .v4, follower: .v5)
    for reason in [EvaluationReason.split, .static] {
      route.reason = reason
      var known = AnswerRule.Knowledge(kind: .newPayload, route: route)
      (known.authority, known.other) = (outcome(v4), outcome(v5))
      #expect(
        AnswerRule.decide(known) == (reason == .split ? expected : .answer(.v4, nil)))
      known.isBudgetSpent = true
      if v5 == .pending { #expect(AnswerRule.decide(known) == .answer(.v4, nil)) }
    }
  }

  @Test(arguments: [
    (Word.valid, Word.pending, AnswerRule.Decision.waitForAgreement),
    (.valid, .valid, .answer(.v5, nil)),
    (.valid, .executedInvalid, .answer(.v4, .disagreement)),
    (.executedInvalid, .valid, .answer(.v4, .disagreement)),
    (.malformed, .executedInvalid, .answer(.v4, .disagreement)),
    (.semanticError, .valid, .answer(.v4, .disagreement)),
    (.semanticError, .semanticError, .answer(.v5, nil)),
    (.valid, .syncing, .answer(.v5, .unguarded)), (.valid, .failure, .answer(.v5, .unguarded)),
  ])
  func `waits for agreement on a payload`(v5: Word, v4: Word, expected: AnswerRule.Decision) {
    #expect(decide(v5: v5, v4: v4) == expected)
  }

  @Test(arguments: [StatusMemory.Said.valid, .invalid])
  func `a disagreement takes back nothing that was said meanwhile`(_ said: StatusMemory.Said) {
    var route = Route(authority: .v5, follower: .v4)
    (route.fallsBack, route.isGuarded) = (true, true)
    var known = AnswerRule.Knowledge(kind: .newPayload, route: route)
    known.authority = outcome(said == .valid ? .valid : .executedInvalid)
    known.other = outcome(said == .valid ? .executedInvalid : .valid)
    known.said = said
    #expect(AnswerRule.decide(known) == .contradiction)
  }

  @Test func `lets budgets end each wait`() {
    #expect(decide(v5: .valid, v4: .pending, agreementSpent: true) == .answer(.v5, .unguarded))
    #expect(decide(v5: .pending, v4: .valid, spent: true) == .answer(.v4, .authorityFailed))
    #expect(decide(v5: .pending, v4: .pending, spent: true) == .wait)
    #expect(decide(v5: .pending, v4: .valid) == .wait)
    #expect(decide(v5: .syncing, v4: .pending, spent: true) == .answer(.v5, nil))
  }

  @Test func `v4 failing as authority is an error, whatever v5 says`() {
    for word in [Word.failure, .internalError, .syncing, .valid] {
      var known = AnswerRule.Knowledge(
        kind: .newPayload, route: Route(authority: .v4, follower: .v5))
      (known.authority, known.other) = (outcome(word), outcome(.valid))
      #expect(AnswerRule.decide(known) == .answer(.v4, nil))
    }
  }

  @Test func `an unknown build is an answer, unless its engine was away since it minted it`() {
    var route = Route(authority: .v5, follower: .v4)
    route.fallsBack = true
    var known = AnswerRule.Knowledge(kind: .getPayload, route: route)
    known.authority = outcome(.semanticError, code: -38001)
    known.other = .answer(Answers.answer("{}"))
    #expect(AnswerRule.decide(known) == .answer(.v5, nil))
    known.hasLostBuild = true
    #expect(AnswerRule.decide(known) == .answer(.v4, .authorityFailed))
  }

  @Test func `a contradiction gives way to the other side, or to an error`() {
    var route = Route(authority: .v4, follower: .v5)
    route.fallsBack = false
    var known = AnswerRule.Knowledge(kind: .newPayload, route: route)
    known.said = .valid
    known.authority = outcome(.executedInvalid)
    #expect(AnswerRule.decide(known) == .waitForOther)
    known.other = outcome(.valid)
    #expect(AnswerRule.decide(known) == .answer(.v5, .flip))
    known.other = outcome(.executedInvalid)
    #expect(AnswerRule.decide(known) == .contradiction)
    known.other = outcome(.syncing)
    #expect(AnswerRule.decide(known) == .contradiction)
    (known.other, known.isBudgetSpent) = (nil, true)
    #expect(AnswerRule.decide(known) == .contradiction)
  }

  @Test func `a read is asked of the spare only when the authority fails`() {
    var route = Route(authority: .v5)
    (route.spare, route.fallsBack) = (.v4, true)
    var known = AnswerRule.Knowledge(kind: .read, route: route)
    #expect(AnswerRule.decide(known) == .wait)
    known.authority = outcome(.semanticError, code: 3)
    #expect(AnswerRule.decide(known) == .answer(.v5, nil))
    known.authority = outcome(.failure)
    #expect(AnswerRule.decide(known) == .ask(.v4))
  }
}
