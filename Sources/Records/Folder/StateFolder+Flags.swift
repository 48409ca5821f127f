import Foundation

extension StateFolder {
  /// Whether `PANIC` is there: its existence alone means v4Only.
  public func panicFlag() throws(RecordsError) -> StateFlag { try flag(panic) }

  /// Whether `HOLD` is there: its existence alone means that nothing advances.
  public func holdFlag() throws(RecordsError) -> StateFlag { try flag(hold) }

  /// Whether `finalized` is there, and what it says.
  ///
  /// Its existence counts, whatever it holds.
  public func finalizedFlag() throws(RecordsError) -> StateFlag { try flag(finalized) }

  /// Marks the migration as finalized, beside the database and independent of it.
  ///
  /// When this returns, file and folder are on the disk.
  public func markFinalized(_ marker: FinalizedMarker) throws(RecordsError) {
    try DurableFile.write(Data((RecordJSON.text(marker) + "\n").utf8), to: finalized)
  }

  /// The marker's content; nil where there is none or where it cannot be understood.
  public func finalizedMarker() throws(RecordsError) -> FinalizedMarker? {
    guard case .present(let text) = try finalizedFlag() else { return nil }
    return try? JSONDecoder().decode(FinalizedMarker.self, from: Data(text.utf8))
  }

  /// Looks for a file without following, waiting for or believing it.
  ///
  /// - Throws: `RecordsError.failed` where the disk cannot say whether it is there.
  func flag(_ file: URL) throws(RecordsError) -> StateFlag {
    var status = stat()
    guard lstat(file.path, &status) == 0 else {
      if errno == ENOENT || errno == ENOTDIR { return .absent }
      throw DurableFile.error("cannot look for \(file.path)")
    }
    return .present(DurableFile.beginning(of: file, limit: 4_096))
  }
}
