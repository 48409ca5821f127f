import EngineRPC
import EngineTypes
import EthereumPrimitives

/// Reads the entries that the engine for tests writes (`GET /_log`, and its log file).
struct EELSLogReader {
  /// Entries by the engine's start and their number there, in the order of arrival.
  private var entries: [ChronicleEntry] = []
  private var places: [Place: Int] = [:]
  /// The number of the first entry of each start, in the order of the starts.
  private var first: [Int64: Int] = [:]

  private struct Place: Hashable {
    var start: Int64
    var number: Int
  }

  /// The log: entries are numbered through, answers by their moments.
  var log: ChronicleLog {
    var numbered = entries
    for place in numbered.indices { numbered[place].arrival = place }
    let answered = numbered.indices.filter { numbered[$0].answered != nil }
      .sorted { (numbered[$0].answered ?? 0, $0) < (numbered[$1].answered ?? 0, $1) }
    for (completion, place) in answered.enumerated() { numbered[place].completion = completion }
    return ChronicleLog(entries: numbered, lost: first.values.reduce(0, +))
  }

  /// Takes an entry; one that came before, without its answer, is replaced.
  mutating func take(_ value: JSONValue, index: Int) throws(ChronicleError) {
    let reading = EELSEntryReading(value: value, index: index)
    let start = try reading.integer("start")
    guard let number = Int(exactly: try reading.integer("n")), number >= 0 else {
      throw .unreadableEntry(index: index, member: "n")
    }
    let entry = try reading.entry()
    if first[start] == nil { first[start] = number }
    if let place = places[Place(start: start, number: number)] {
      entries[place] = entry
    } else {
      places[Place(start: start, number: number)] = entries.count
      entries.append(entry)
    }
  }
}

extension ChronicleLog {
  /// Reads what the engine for tests answers to `GET /_log`, a JSON array, or its log file, a JSON
  /// document a line; in a file a line that was cut off at the end is left out.
  public init(eelsLog bytes: [UInt8]) throws(ChronicleError) {
    let isArray = bytes.first { !$0.isWhiteSpace } == UInt8(ascii: "[")
    let reading: Result<EELSLogReader, ChronicleError> = bytes.withUnsafeBytes { buffer in
      do throws(ChronicleError) {
        return .success(
          isArray ? try EELSLogReader(array: buffer) : try EELSLogReader(lines: buffer))
      } catch {
        return .failure(error)
      }
    }
    self = try reading.get().log
  }
}

extension EELSLogReader {
  /// Reads an array element by element, so that there is never a tree of all of it.
  fileprivate init(array bytes: UnsafeRawBufferPointer) throws(ChronicleError) {
    var refusal: ChronicleError?
    do throws(JSONError) {
      var scanner = JSONScanner(bytes)
      try scanner.readArray { (index, scanner) throws(JSONError) in
        let value = try scanner.readValue()
        do throws(ChronicleError) {
          if refusal == nil { try take(value, index: index) }
        } catch {
          refusal = error
        }
      }
      try scanner.finish()
    } catch {
      throw .malformed(error)
    }
    if let refusal { throw refusal }
  }

  fileprivate init(lines bytes: UnsafeRawBufferPointer) throws(ChronicleError) {
    let isCut = bytes.last != UInt8(ascii: "\n")
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    for (index, line) in lines.enumerated() where !line.allSatisfy(\.isWhiteSpace) {
      let value: JSONValue
      do throws(JSONError) {
        value = try JSONValue(parsing: UnsafeRawBufferPointer(rebasing: line))
      } catch {
        if isCut, index == lines.count - 1 { return }
        throw .malformed(error)
      }
      try take(value, index: index)
    }
  }
}

extension UInt8 {
  fileprivate var isWhiteSpace: Bool { self == 0x20 || (0x09...0x0d).contains(self) }
}
