public import EngineHTTP
import EngineRPC
import EngineTypes

/// Serves an embedded engine behind an `EngineServer`.
public final class DevEngineResponder: EngineResponder {
  private var engine: DevEngine

  public init(_ engine: DevEngine) {
    self.engine = engine
  }

  public func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
    do throws(JSONError) {
      let params = try call.params()
      switch engine.answer(method: call.method, params: params) {
      case .success(let result): reply(RPCMessage.result(result, id: call.id))
      case .failure(let error): reply(RPCMessage.error(error, id: call.id))
      }
    } catch {
      let refusal = EngineError(.invalidParams, message: error.description)
      reply(RPCMessage.error(refusal, id: call.id))
    }
  }
}
