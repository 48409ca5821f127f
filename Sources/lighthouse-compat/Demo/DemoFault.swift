import ArgumentParser
import EngineHTTP
import EngineRPC
import NIOCore
import Synchronization

/// What goes wrong with the demo's v5.
enum DemoFault: String, CaseIterable, ExpressibleByArgument, Sendable {
  case slow
  case errors
  case wrongStatus = "wrong-status"
  case wrongPayload = "wrong-payload"
  case silent
  case flapping
  case gone
}

/// Switches a fault on in an engine that serves already.
final class DemoFaultSwitch: Sendable {
  private struct State {
    var fault: DemoFault?
    var calls = 0
    var random: UInt64
  }

  private let state: Mutex<State>

  init(seed: UInt64) { state = Mutex(State(random: seed)) }

  func set(_ fault: DemoFault?) { state.withLock { $0.fault = fault } }

  /// The fault that this call meets.
  func next() -> DemoFault? {
    state.withLock { state in
      guard let fault = state.fault else { return nil }
      state.calls += 1
      // Knuth's generator is even enough for three calls out of ten.
      state.random = state.random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      switch fault {
      case .errors: return (state.random >> 33) % 10 < 3 ? fault : nil
      case .flapping: return state.calls / 20 % 2 == 0 ? fault : nil
      case .slow, .wrongStatus, .wrongPayload, .silent, .gone: return fault
      }
    }
  }
}

/// An engine's answers with a fault between them and the gateway.
final class FaultyResponder: EngineResponder {
  private static let delay = TimeAmount.milliseconds(60)

  private let engine: any EngineResponder
  private let faults: DemoFaultSwitch
  private let loop: any EventLoop

  init(_ engine: any EngineResponder, faults: DemoFaultSwitch, loop: any EventLoop) {
    self.engine = engine
    self.faults = faults
    self.loop = loop
  }

  func respond(to call: EngineCall, reply: @escaping (MessageBody) -> Void) {
    guard call.method.hasPrefix("engine_"), call.method != EngineMethod.exchangeCapabilities,
      let fault = faults.next()
    else { return engine.respond(to: call, reply: reply) }
    switch fault {
    case .silent: return
    case .gone, .errors, .flapping: reply(Self.error(call))
    case .slow:
      engine.respond(to: call) { [loop] body in
        loop.assumeIsolated().scheduleTask(in: Self.delay) { reply(body) }
      }
    case .wrongStatus:
      engine.respond(to: call) { body in
        reply(Self.replacing(#""status":"VALID""#, #""status":"INVALID""#, in: body, of: call))
      }
    case .wrongPayload:
      engine.respond(to: call) { body in
        reply(Self.replacing(#""gasLimit":"0x"#, #""gasLimit":"0x1"#, in: body, of: call))
      }
    }
  }

  private static func error(_ call: EngineCall) -> MessageBody {
    let id = String(decoding: call.id ?? Array("null".utf8), as: UTF8.self)
    return MessageBody(
      #"{"jsonrpc":"2.0","id":\#(id),"error":{"code":-32603,"message":"the demo's fault"}}"#)
  }

  private static func replacing(
    _ old: String, _ new: String, in body: MessageBody, of call: EngineCall
  ) -> MessageBody {
    let isMeant = old.contains("status") ? "engine_newPayload" : "engine_getPayload"
    guard call.method.hasPrefix(isMeant) else { return body }
    return MessageBody(body.text.replacing(old, with: new))
  }
}
