import Glibc
import NIOCore

/// Hears the client.
final class ClientLeg: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private let core: ProxyCore
  private var connection: ProxiedConnection?

  init(core: ProxyCore) {
    self.core = core
  }

  func channelActive(context: ChannelHandlerContext) {
    connection = core.add(context.channel)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    connection?.fromClient(unwrapInboundIn(data))
  }

  func channelInactive(context: ChannelHandlerContext) {
    connection?.clientClosed()
    connection = nil
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if (error as? IOError)?.errnoCode == ECONNRESET { connection?.clientReset() }
    context.close(promise: nil)
  }
}

/// Hears the server.
final class ServerLeg: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  private var connection: ProxiedConnection?

  init(_ connection: ProxiedConnection) {
    self.connection = connection
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    connection?.fromServer(unwrapInboundIn(data))
  }

  func channelInactive(context: ChannelHandlerContext) {
    connection?.serverClosed()
    connection = nil
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
