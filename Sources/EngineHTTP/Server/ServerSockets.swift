import Glibc
package import NIOCore

/// What a server listens and speaks on, as descriptors that another server can go on with.
///
/// Whoever holds it owns them: a server that is started with them closes them at its end.
public struct ServerSockets: Sendable, Hashable {
  /// Nil where a new one is to be bound.
  public var listener: CInt?
  /// Connections between two requests, the oldest first.
  public var connections: [CInt]

  public init(listener: CInt? = nil, connections: [CInt] = []) {
    self.listener = listener
    self.connections = connections
  }
}

extension ChannelPipeline.SynchronousOperations {
  /// A descriptor of the channel's socket that outlives the channel; the caller owns it.
  package var duplicatedSocket: CInt? {
    let copy = try? withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
      fcntl($0, F_DUPFD_CLOEXEC, 3)
    }
    return copy.flatMap { $0 >= 0 ? $0 : nil }
  }
}
