/// One line of a log in memory.
struct MemoryLine: Sendable {
  let number: Int64
  let record: any LoggedRecord
}
