import Glibc

extension EvidenceLedger {
  /// ln W of the detectors that gather evidence; nil of the others.
  func logWealth(_ detector: DetectorName) -> Double? {
    switch detector {
    case .errors: errors.process.logWealth
    case .pairedErrors: pairedErrors.process.logWealth
    case .serviceLevel: serviceLevel.process.logWealth
    case .mismatch: mismatch.process.logWealth
    case .latencyP50: latencyP50.test.process.logWealth
    case .latencyP99: latencyP99.test.process.logWealth
    case .deadline:
      EProcess.logMean([deadline.process.logWealth, deadlineLevel.process.logWealth])
    case .critical, .sampleRatio, .silence, .chainIdle, .completeness: nil
    }
  }

  /// What a detector says now; its `since` is for the judge to fill in.
  func reading(
    _ detector: DetectorName, rules: EvidenceRules, share: Int, isWarned: Bool
  ) -> SignalReading {
    let finding = finding(detector, rules: rules, share: share)
    let wealth = logWealth(detector)
    let isCrossed = wealth.map { $0 >= log(max(1, rules.rollbackWealth)) } ?? false
    let isFired = finding.isAlarm || isCrossed && finding.isEffect
    let verdict: EvidenceVerdict =
      if isFired {
        .fail
      } else if let holds = finding.holds {
        holds
      } else if isWarned {
        .inconclusive
      } else if !finding.hasData {
        .noData
      } else {
        finding.isWithin ? .pass : .inconclusive
      }
    let enforcement = rules.enforcement(of: detector)
    let due: Enforcement =
      isFired ? enforcement : finding.holds != nil || isWarned ? min(enforcement, .hold) : .off
    return SignalReading(
      detector: detector, verdict: verdict, action: due == .off ? nil : due,
      enforcement: enforcement, v4: finding.v4, v5: finding.v5, unit: finding.unit,
      limit: finding.limit, deltaUpper: finding.deltaUpper, logWealth: wealth,
      warnWealth: rules.warnWealth, failWealth: rules.rollbackWealth, n4: finding.n4,
      n5: finding.n5, note: finding.note)
  }

  private func finding(_ detector: DetectorName, rules: EvidenceRules, share: Int) -> Finding {
    switch detector {
    case .critical: criticalFinding()
    case .errors: errorsFinding(rules, share)
    case .pairedErrors: pairedFinding(rules)
    case .serviceLevel: serviceLevelFinding(rules)
    case .mismatch: mismatchFinding(rules)
    case .latencyP50:
      latencyFinding(
        latencyP50, recentP50, rules, ratio: rules.latencyRatioP50, margin: rules.latencyMarginP50)
    case .latencyP99:
      latencyFinding(
        latencyP99, recentP99, rules, ratio: rules.latencyRatioP99, margin: rules.latencyMarginP99)
    case .deadline: deadlineFinding(rules, share)
    case .sampleRatio: sampleRatioFinding()
    case .silence: silenceFinding(rules)
    case .chainIdle: idleFinding(rules)
    case .completeness: completenessFinding(rules)
    }
  }

  private func criticalFinding() -> Finding {
    Finding(
      unit: .count, v5: Double(critical), limit: .value(0), n5: mismatches.trials,
      isAlarm: critical > 0)
  }

  private func errorsFinding(_ rules: EvidenceRules, _ share: Int) -> Finding {
    let bounds = AdvanceBounds(v4: failures4, v5: failures5, alpha: rules.errorAlpha)
    return Finding(
      v4: recentFailures.v4.rate ?? failures4.rate, v5: recentFailures.v5.rate,
      limit: .plus(rules.minimumEffect), deltaUpper: bounds.deltaUpper, n4: failures4.trials,
      n5: failures5.trials, isEffect: isWorse(recentFailures, failures4, by: rules.minimumEffect),
      hasData: bounds.hasData, isWithin: bounds.deltaUpper <= rules.margin(share: share))
  }

  private func pairedFinding(_ rules: EvidenceRules) -> Finding {
    let (lost4, lost5) = (recentPairs.v4.events, recentPairs.v5.events)
    return Finding(
      unit: .count, v4: Double(lost4), v5: Double(lost5), limit: .times(1), n4: pairs.pairs,
      n5: pairs.pairs,
      note: "in the last 5 minutes by one arm alone; \(pairs.onlyV5Failed) by v5 in all",
      isEffect: recentPairs.difference.map { $0 >= rules.minimumEffect } ?? false)
  }

  private func serviceLevelFinding(_ rules: EvidenceRules) -> Finding {
    let upper = AdvanceBounds.upper(failures5, alpha: rules.serviceLevelAlpha)
    return Finding(
      v4: recentFailures.v4.rate, v5: recentFailures.v5.rate, limit: .value(rules.errorBudget),
      deltaUpper: upper, n4: failures4.trials, n5: failures5.trials,
      isEffect: isOverBudget(
        recentFailures, rules,
        compared: max(errors.process.logWealth, pairedErrors.process.logWealth)),
      hasData: failures5.trials > 0, isWithin: upper <= rules.failureCeiling)
  }

  private func mismatchFinding(_ rules: EvidenceRules) -> Finding {
    let upper = AdvanceBounds.upper(mismatches, alpha: rules.mismatchAlpha)
    return Finding(
      v5: recentMismatches.v5.rate, limit: .value(rules.mismatchBudget), deltaUpper: upper,
      n5: mismatches.trials,
      isEffect: recentMismatches.v5.rate.map { $0 > rules.mismatchBudget } ?? false,
      hasData: mismatches.trials > 0, isWithin: upper <= rules.mismatchCeiling)
  }

  private func latencyFinding(
    _ test: LatencyTest, _ recent: RecentCounts, _ rules: EvidenceRules, ratio: Double,
    margin: Double
  ) -> Finding {
    let bounds = AdvanceBounds(v4: test.v4, v5: test.v5, alpha: rules.latencyAlpha)
    let worst = recentLatencies.worst(test.quantile)
    return Finding(
      unit: .milliseconds, v4: worst?.v4, v5: worst?.v5, limit: .times(ratio),
      deltaUpper: bounds.deltaUpper, n4: test.v4.trials, n5: test.v5.trials,
      note: worst?.method.rawValue, isEffect: isWorse(recent, test.v4, by: rules.minimumEffect),
      hasData: bounds.hasData, isWithin: bounds.deltaUpper <= margin)
  }

  private func deadlineFinding(_ rules: EvidenceRules, _ share: Int) -> Finding {
    let bounds = AdvanceBounds(v4: deadlines4, v5: deadlines5, alpha: rules.errorAlpha)
    return Finding(
      v4: recentDeadlines.v4.rate ?? deadlines4.rate, v5: recentDeadlines.v5.rate,
      limit: .plus(rules.minimumEffect), deltaUpper: bounds.deltaUpper, n4: deadlines4.trials,
      n5: deadlines5.trials,
      isEffect: isWorse(recentDeadlines, deadlines4, by: rules.minimumEffect)
        && (isOverBudget(recentDeadlines, rules, compared: deadline.process.logWealth)
          || deadline.process.logWealth >= log(max(1, rules.rollbackWealth))),
      hasData: bounds.hasData, isWithin: bounds.deltaUpper <= rules.margin(share: share))
  }

  private func sampleRatioFinding() -> Finding {
    let shares = sampleRatio.shares
    let p = SignalReading.power(log(max(sampleRatio.pValue, .leastNonzeroMagnitude)))
    return Finding(
      v5: shares?.actual, limit: shares.map { .value($0.designed) }, n5: sampleRatio.units,
      note: shares == nil ? nil : "units on v5, p=\(p) of 1e-3",
      holds: sampleRatio.isAlarm ? .inconclusive : nil)
  }

  private func silenceFinding(_ rules: EvidenceRules) -> Finding {
    let limit = rules.silentSlots * rules.slotSeconds
    return Finding(
      unit: .seconds, v5: v5Silence, limit: .value(limit),
      note: "\(v5Missed) of \(SignalReading.short(rules.silentCalls)) expected calls missed",
      isAlarm: v5Silence >= limit && Double(v5Missed) >= rules.silentCalls)
  }

  private func idleFinding(_ rules: EvidenceRules) -> Finding {
    let limit = rules.silentSlots * rules.slotSeconds
    return Finding(
      unit: .seconds, v5: idle, limit: .value(limit), note: "without a call on either arm",
      holds: idle >= limit ? .noData : nil)
  }

  private func completenessFinding(_ rules: EvidenceRules) -> Finding {
    let losses = recentLosses.v5
    let isOver =
      Double(losses.trials) >= rules.silentCalls
      && (losses.rate.map { $0 > rules.lostComparisons } ?? false)
    return Finding(
      v5: losses.rate, limit: .value(rules.lostComparisons), n5: losses.trials,
      note: "comparisons lost in the last 5 minutes", holds: isOver ? .inconclusive : nil)
  }

  /// Whether v5's rate of the last minutes is above the error budget, and not because of what befalls
  /// both arms: then a way back to v4 would be none.
  ///
  /// Where v4 is asked often enough the comparison with it has to warn as well; where v4 is asked
  /// seldom, it must not be above the budget itself.
  private func isOverBudget(
    _ recent: RecentCounts, _ rules: EvidenceRules, compared logWealth: Double
  ) -> Bool {
    func isOver(_ counts: EventCounts) -> Bool {
      counts.rate.map { $0 > rules.errorBudget } ?? false
    }
    guard isOver(recent.v5) else { return false }
    let (v4, v5) = (recent.v4, recent.v5)
    if v4.trials >= v5.trials / 2, v4.trials > 0 {
      return logWealth >= log(max(1, rules.warnWealth))
    }
    return !(isOver(v4) && v4.events >= 2)
  }

  /// Whether v5's rate of the last minutes is above v4's, or above what v4's has been where v4 was
  /// not asked lately.
  private func isWorse(_ recent: RecentCounts, _ reference: EventCounts, by effect: Double) -> Bool
  {
    guard let treatment = recent.v5.rate else { return false }
    return treatment - (recent.v4.rate ?? reference.rate ?? 0) >= effect
  }
}
