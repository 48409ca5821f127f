import ArgumentParser
import Foundation
import Records
import SQLiteRecords

/// The options of verbs that read a state's folder, beside a running gateway or without one.
struct StateFolderOptions: ParsableArguments {
  @Option(help: "The folder of the migration's state, as state.folder names it.")
  var state: String

  /// Reads the folder; what cannot be read ends the process.
  func read<Value>(_ body: (any RecordStore) throws -> Value) throws -> Value {
    do {
      let store = try SQLiteRecords.openReadOnly(StateFolder(URL(filePath: state)))
      let value = try body(store)
      try store.close()
      return value
    } catch {
      Output.note("\(error)")
      throw ExitCode(AdminExit.failed)
    }
  }
}
