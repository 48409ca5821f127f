import DevChain
import EngineHTTP
import EngineRPC
import EngineTypes
import NIOCore

/// An embedded engine that tells what it is asked, and answers otherwise where it is told to.
final class WatchedEngine: EngineResponder {
  private var engine: DevEngine
  private let control: EngineControl
  private let loop: any EventLoop

  init(_ engine: DevEngine, _ control: EngineControl, _ loop: any EventLoop) {
    self.engine = engine
    self.control = control
    self.loop = loop
    note()
  }

  func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
    let params = (try? call.params()) ?? []
    let first = params[0]
    let block =
      call.method.hasPrefix("engine_newPayload")
      ? first?["blockHash"] : first?["headBlockHash"]
    switch control.take(call.method, block?.stringValue ?? "") {
    case nil: reply(answer(call, params))
    case .result(let text)?:
      let result = (try? JSONValue(parsing: Array(text.utf8))) ?? .null
      reply(RPCMessage.result(result, id: call.id))
    case .error(let code)?:
      reply(RPCMessage.error(EngineError(code: code, message: "scripted"), id: call.id))
    case .after(let future)?:
      future.hop(to: loop).assumeIsolated().whenSuccess { [self] in reply(answer(call, params)) }
    case .never?: break
    }
  }

  private func answer(_ call: EngineCall, _ params: JSONValue) -> MessageBody {
    defer { note() }
    switch engine.answer(method: call.method, params: params) {
    case .success(let result): return RPCMessage.result(result, id: call.id)
    case .failure(let error): return RPCMessage.error(error, id: call.id)
    }
  }

  private func note() { control.stands(at: engine.headHash, engine.finalizedBlockHash) }
}
