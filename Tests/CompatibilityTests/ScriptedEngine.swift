import EngineHTTP
import NIOCore

/// An engine that answers as its script says.
final class ScriptedEngine: EngineResponder {
  private let script: EngineScript
  private let loop: any EventLoop

  init(_ script: EngineScript, loop: any EventLoop) {
    self.script = script
    self.loop = loop
  }

  func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
    let id = String(decoding: call.id ?? Array("null".utf8), as: UTF8.self)
    func message(_ member: String) -> MessageBody {
      MessageBody(#"{"jsonrpc":"2.0","id":\#(id),\#(member)}"#)
    }
    switch script.take(call) {
    case .result(let text): reply(message("\"result\":\(text)"))
    case .error(let code): reply(message(#""error":{"code":\#(code),"message":"scripted"}"#))
    case .garbage: reply(MessageBody("<html>"))
    case .later(let future):
      future.hop(to: loop).assumeIsolated().whenSuccess { reply(message("\"result\":\($0)")) }
    }
  }
}
