/// A logged record with the number that its store gave it: ascending from 1, never used twice.
public struct Numbered<Record: LoggedRecord>: Codable, Hashable, Sendable {
  public let number: Int64
  public let record: Record

  public init(number: Int64, record: Record) {
    self.number = number
    self.record = record
  }
}
