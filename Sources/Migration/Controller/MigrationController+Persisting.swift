import Evidence
import Records

/// Writing down, which nothing toward v4 waits for.
extension MigrationController {
  /// Makes a step toward v5 a candidate: it is done once its transition is written.
  func propose(_ next: MigrationMachine, _ effects: [MigrationEffect]) {
    tokens += 1
    var rest = effects[...]
    while case .persist(let transition)? = rest.first {
      // Only the last record of the leading ones decides; those before it are written with it.
      rest.removeFirst()
      if case .persist? = rest.first {
        enqueue(transition, of: next, token: nil)
      } else {
        enqueue(transition, of: next, token: tokens)
      }
    }
    candidate = Candidate(
      token: tokens, machine: next, rest: Array(rest), began: surfaces.clock.uptime())
    journal.wake()
  }

  /// Gives up a step toward v5 that is not written yet.
  func withdrawCandidate() {
    guard let token = candidate?.token else { return }
    candidate = nil
    // An entry that is being written is followed by those that say where the machine really is.
    if !journal.isWriting { journal.remove(token: token) }
  }

  func enqueue(_ transition: MigrationTransition, of machine: MigrationMachine, token: Int?) {
    let moment = surfaces.clock.moment
    if token == nil { remember(transition) }
    let evidence = machine.standing.evidence?.reasons.joined(separator: "; ") ?? ""
    let change = StoredChange(
      migration: StandingDocument.record(machine, at: moment),
      transition: TransitionRecord(
        migration: plan.name, attempt: transition.attempt, event: transition.event.rawValue,
        from: transition.from.description, to: transition.to.description,
        reason: transition.reason, moment: moment, document: StandingDocument.text(transition)),
      audit: [
        AuditNote(
          migration: plan.name, who: transition.who ?? "controller",
          what: "\(transition.event.rawValue): \(transition.from) → \(transition.to)",
          why: transition.reason, evidence: evidence, wallMilliseconds: moment.wallMilliseconds)
      ])
    journal.append(Journal.Entry(change: change, token: token))
  }

  func remember(_ transition: MigrationTransition) {
    if transitions.count >= Self.transitionLimit { transitions.removeFirst() }
    transitions.append(transition)
  }

  /// Writes what waits, in order, until the disk refuses; a second call beside it does nothing.
  public func flush() async {
    guard !journal.isWriting else { return }
    journal.isWriting = true
    defer { journal.isWriting = false }
    while let entry = journal.entries.first {
      do throws(RecordsError) {
        let change = entry.change
        _ = try await surfaces.store.perform { store throws(RecordsError) in
          try store.commit(change)
        }
        journal.removeFirst()
        noteRollbackWritten()
        await written(entry)
      } catch {
        await refused(entry, "\(error)")
        return
      }
    }
    await flushLogs()
    guard journal.entries.isEmpty else { return }
    journal.failure = nil
    if machine.standing.hold(.notPersisted) != nil { await note(.clear(.notPersisted)) }
  }

  /// Waits for a step toward v5 that is being written, for a second at most.
  public func settle() async {
    for _ in 0..<200 where candidate != nil {
      await flush()
      guard candidate != nil else { return }
      do { try await Task.sleep(for: .milliseconds(5)) } catch { return }
    }
  }

  private func written(_ entry: Journal.Entry) async {
    guard let token = entry.token, let candidate, candidate.token == token else { return }
    self.candidate = nil
    machine = candidate.machine
    if case let transition? = entry.change.transition { noteWritten(transition) }
    await perform(candidate.rest)
  }

  private func noteRollbackWritten() {
    guard journal.entries.isEmpty, rollbackTiming != nil, rollbackTiming?.persisted == nil else {
      return
    }
    rollbackTiming?.persisted = surfaces.clock.uptime() - rollbackDecided
  }

  private func noteWritten(_ record: TransitionRecord) {
    if let transition = StandingDocument.transition(of: record) { remember(transition) }
  }

  /// A step toward v5 that cannot be written is not made; anything else is tried again.
  private func refused(_ entry: Journal.Entry, _ reason: String) async {
    journal.failure = reason
    if let token = entry.token {
      journal.removeFirst()
      if candidate?.token == token { candidate = nil }
    }
    await raiseNotPersisted(reason)
  }

  func raiseNotPersisted(_ reason: String) async {
    let hold = Hold(.notPersisted, evidence: reason, since: surfaces.clock.wall())
    var next = machine
    guard let effects = try? next.raise(hold, at: surfaces.clock.wall()), !effects.isEmpty else {
      return
    }
    machine = next
    // The record of the hold itself is kept for when there is room; only people hear of it now.
    await perform(effects.list)
  }

  private func flushLogs() async {
    while let window = journal.windows.first {
      let verdict = journal.verdicts.first
      do throws(RecordsError) {
        try await surfaces.store.perform { store throws(RecordsError) in
          let number = try store.append(window)
          if var verdict {
            verdict.window = number
            try store.append(verdict)
          }
        }
        journal.windows.removeFirst()
        if verdict != nil { journal.verdicts.removeFirst() }
      } catch {
        journal.failure = "\(error)"
        await raiseNotPersisted("\(error)")
        return
      }
    }
  }
}

extension StandingDocument {
  static func transition(of record: TransitionRecord) -> MigrationTransition? {
    try? decode(MigrationTransition.self, record.document)
  }
}
