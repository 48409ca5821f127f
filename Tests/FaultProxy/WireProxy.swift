package import NIOCore
import NIOPosix

/// A TCP and HTTP proxy in front of a port of this machine, whose faults are set while it runs.
///
/// Everything happens on one event loop, in the order in which bytes come.
package final class WireProxy: Sendable {
  package let port: Int
  private let channel: any Channel
  private let core: NIOLoopBound<ProxyCore>

  private init(port: Int, channel: any Channel, core: NIOLoopBound<ProxyCore>) {
    self.port = port
    self.channel = channel
    self.core = core
  }

  /// Begins to listen on a free port of this machine.
  ///
  /// - Parameters:
  ///   - target: the server's port; it is connected to whenever a client comes.
  ///   - seed: of what is left to chance.
  package static func start(
    on loop: any EventLoop, target: Int, seed: UInt64
  ) async throws -> WireProxy {
    let core = try await loop.submit {
      NIOLoopBound(ProxyCore(target: target, plan: FaultPlan(seed: seed)), eventLoop: loop)
    }.get()
    let channel = try await ServerBootstrap(group: loop)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ClientLeg(core: core.value))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    guard let port = channel.localAddress?.port else { throw ChannelError.unknownLocalAddress }
    return WireProxy(port: port, channel: channel, core: core)
  }

  /// Puts rules into force from now on, in the place of those that were.
  package func set(_ rules: [FaultRule]) async throws {
    try await channel.eventLoop.submit { [core] in core.value.set(rules) }.get()
  }

  /// The same without waiting for it: for whoever is in the middle of something else.
  package func setSoon(_ rules: [FaultRule]) {
    channel.eventLoop.execute { [core] in core.value.set(rules) }
  }

  /// Lets everything through again; what was lost stays lost.
  package func heal() async throws { try await set([]) }

  /// Requests that were hit, and connections that were there or came while nothing got through.
  package func hits() async throws -> Int {
    try await channel.eventLoop.submit { [core] in core.value.hits }.get()
  }

  /// Stops listening and ends every connection.
  package func close() async throws {
    try? await channel.close()
    try await channel.eventLoop.submit { [core] in core.value.close() }.get()
  }
}
