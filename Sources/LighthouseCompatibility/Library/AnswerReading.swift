import EngineHTTP
import EngineRPC
import EngineTypes

/// Reads a JSON-RPC answer as the typed result, or as the error that it is.
enum AnswerReading {
  static func read<Value: EngineDecodable>(_ body: MessageBody) throws(EngineCallError) -> Value {
    let result: Result<Value, EngineCallError> = body.withContiguousBytes { bytes in
      do throws(JSONError) {
        var scanner = JSONScanner(bytes)
        var value: Value?
        var engineError: EngineError?
        try scanner.readObject { (name, scanner) throws(JSONError) in
          switch name {
          case "result": value = try Value(from: &scanner)
          case "error": engineError = try EngineError(from: &scanner)
          default: try scanner.skipValue()
          }
        }
        if let engineError { return .failure(.engine(engineError)) }
        guard let value else { throw JSONError(.missingMember("result")) }
        return .success(value)
      } catch {
        return .failure(.malformedAnswer(error))
      }
    }
    return try result.get()
  }
}
