public import Foundation

extension RecordStore {
  /// Writes everything as one JSON document, piece by piece.
  ///
  /// Documents stand in it as the JSON they are. Records written meanwhile may be part of it; the
  /// audit log goes as far as the head that stands beside it.
  ///
  /// - Throws: `RecordsError`, and what the sink throws.
  public func exportAll(to sink: (Data) throws -> Void) throws {
    try sink(Data("{\"schemaVersion\":\(ExportFormat.version)".utf8))
    try list(migrations(), sink)
    try log(TransitionRecord.self, sink)
    try log(WindowRecord.self, sink)
    try log(VerdictRecord.self, sink)
    try log(MismatchRecord.self, sink)
    try log(DrillRecord.self, sink)
    try list(experiments(), sink)
    try audit(sink)
    try sink(Data("}\n".utf8))
  }

  /// Writes everything as one JSON document to an open file.
  public func exportAll(to file: FileHandle) throws {
    try exportAll { try file.write(contentsOf: $0) }
  }

  /// Everything as one JSON document, at once in memory.
  public func exportAll() throws -> Data {
    var whole = Data()
    try exportAll { whole.append($0) }
    return whole
  }

  private func list<Record: FieldRecord>(
    _ records: [Record], _ sink: (Data) throws -> Void
  ) throws {
    try sink(ExportFormat.opening(Record.kind))
    var isFirst = true
    for record in records {
      try sink(ExportFormat.line(record.fields, isFirst: isFirst))
      isFirst = false
    }
    try sink(ExportFormat.closing)
  }

  private func log<Record: LoggedRecord>(
    _ type: Record.Type, _ sink: (Data) throws -> Void
  ) throws {
    try sink(ExportFormat.opening(type.kind))
    var last: Int64 = 0
    while true {
      let page = try records(type, matching: RecordQuery(after: last, limit: 200))
      for entry in page {
        let number = RecordField("number", .integer(entry.number))
        try sink(ExportFormat.line([number] + entry.record.fields, isFirst: last == 0))
        last = entry.number
      }
      if page.isEmpty { break }
    }
    try sink(ExportFormat.closing)
  }

  private func audit(_ sink: (Data) throws -> Void) throws {
    let head = try auditHead()
    let fields: [RecordField] = [
      RecordField("auditCount", .integer(head.count)), .text("auditHash", head.hash),
    ]
    for field in fields { try sink(ExportFormat.member(field)) }
    try sink(ExportFormat.opening(AuditEntry.kind))
    var last: Int64 = .min
    var isFirst = true
    while true {
      let page = try auditEntries(after: last, limit: 200)
      for entry in page where entry.number <= head.count {
        try sink(ExportFormat.line(entry.fields, isFirst: isFirst))
        isFirst = false
      }
      guard let end = page.last?.number else { break }
      last = end
    }
    try sink(ExportFormat.closing)
  }
}
