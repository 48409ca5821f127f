import DevChain
import EngineRPC
import EngineTypes

/// An engine that answers at once.
protocol TestEngine {
  mutating func answer(method: String, params: JSONValue) -> Result<JSONValue, EngineError>
}

extension DevEngine: TestEngine {}
