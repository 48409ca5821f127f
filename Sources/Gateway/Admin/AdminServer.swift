import EngineHTTP
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// The listeners of health, metrics and the admin interface, apart from the callers'.
final class AdminServer: Sendable {
  /// Connections of each listener at once; more are closed as they come.
  ///
  /// The socket's are counted apart, so that whoever reaches the port cannot keep the machine's own
  /// people out.
  private static let mostConnections = 64

  private let tcp: any Channel
  private let unix: (any Channel)?
  private let socketPath: String?

  private init(tcp: any Channel, unix: (any Channel)?, socketPath: String?) {
    self.tcp = tcp
    self.unix = unix
    self.socketPath = socketPath
  }

  var port: Int { tcp.localAddress?.port ?? 0 }

  /// - Parameter sockets: a predecessor's listeners, in place of new ones.
  static func start(
    on loop: any EventLoop, host: String, port: Int, socket: String?, router: AdminRouter,
    sockets: AdminSockets = AdminSockets()
  ) async throws -> AdminServer {
    let tcp =
      if let bound = sockets.tcp {
        try await bootstrap(loop, router).withBoundSocket(bound).get()
      } else {
        try await bootstrap(loop, router).bind(host: host, port: port).get()
      }
    do {
      var unix: (any Channel)?
      if let socket {
        let handle = try sockets.unix ?? AdminSocket.open(socket)
        unix = try await bootstrap(loop, router).withBoundSocket(handle).get()
      }
      return AdminServer(tcp: tcp, unix: unix, socketPath: socket)
    } catch {
      try await tcp.close()
      throw error
    }
  }

  func close() async throws {
    try await tcp.close()
    try await unix?.close()
    if let socketPath { AdminSocket.remove(socketPath) }
  }

  /// Ends this server and leaves its listeners, the socket's file included, to a successor.
  func leave() async throws -> AdminSockets {
    let sockets = AdminSockets(tcp: try await copy(of: tcp), unix: try await copy(of: unix))
    try await tcp.close()
    try await unix?.close()
    return sockets
  }

  private func copy(of channel: (any Channel)?) async throws -> CInt? {
    guard let channel else { return nil }
    return try await channel.eventLoop.submit {
      channel.pipeline.syncOperations.duplicatedSocket
    }.get()
  }

  private final class Connections: Sendable {
    let count = Atomic<Int>(0)
  }

  private static func bootstrap(
    _ loop: any EventLoop, _ router: AdminRouter
  ) -> ServerBootstrap {
    let connections = Connections()
    return ServerBootstrap(group: loop)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        let count = connections.count.add(1, ordering: .relaxed).newValue
        channel.closeFuture.whenComplete { _ in
          connections.count.subtract(1, ordering: .relaxed)
        }
        guard count <= mostConnections else {
          return channel.eventLoop.makeFailedFuture(ChannelError.connectTimeout(.zero))
        }
        return channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.configureHTTPServerPipeline(withPipeliningAssistance: false)
          try pipeline.addHandler(AdminHandler(router: router))
        }
      }
  }
}

/// The admin interface's listeners as descriptors; nil where a new one is to be made.
struct AdminSockets: Sendable, Hashable {
  var tcp: CInt?
  var unix: CInt?
}
