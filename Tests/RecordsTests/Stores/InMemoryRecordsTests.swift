import Records
import Testing

/// What only the store in memory does.
@Suite struct InMemoryStore {
  @Test func `writes fail as told, and nothing of them stays`() throws {
    let store = InMemoryRecords()
    try store.commit(Samples.change(1))
    store.failWrites(with: .full("simulated"))
    #expect(throws: RecordsError.full("simulated")) { try store.commit(Samples.change(2)) }
    #expect(throws: RecordsError.full("simulated")) { try store.append(Samples.window()) }
    #expect(try store.load()?.record == Samples.migration(1))
    store.failWrites(with: nil)
    try store.commit(Samples.change(2))
    #expect(try store.load()?.record == Samples.migration(2))
  }

  @Test func `the process that ended has no more say`() throws {
    let store = InMemoryRecords()
    try store.markRunning()
    let next = store.reopened()
    #expect(throws: RecordsError.closed) { try store.save(Samples.migration()) }
    #expect(next.wasUnclean)
    try next.save(Samples.migration())
  }

  @Test func `a lane runs calls in order, away from the caller`() async throws {
    let lane = StoreLane(InMemoryRecords())
    for number in 1...20 {
      let entry = try await lane.perform { store throws(RecordsError) in
        try store.append(audit: Samples.note(number))
      }
      #expect(entry.number == Int64(number))
    }
    await #expect(throws: RecordsError.closed) {
      try await lane.perform { store throws(RecordsError) in
        try store.close()
        try store.save(Samples.migration())
      }
    }
  }
}
