import ChildPrograms
import Foundation
import NIOPosix

/// The program whose place this one is to take.
public final class Predecessor: Sendable {
  /// The variable that names the socket to it.
  static let variable = "LIGHTHOUSE_COMPAT_HANDOVER_SOCKET"

  private let socket: HandoverSocket

  /// The program that started this one to be replaced by it; nil where nobody did.
  public init?() {
    guard let text = ProcessInfo.processInfo.environment[Self.variable], let number = CInt(text),
      fcntl(number, F_SETFD, FD_CLOEXEC) == 0
    else { return nil }
    // Nobody whom this program starts is meant.
    unsetenv(Self.variable)
    socket = HandoverSocket(Descriptor(number), seconds: Successor.patience)
  }

  /// Says that this program is ready, and takes what it is given.
  public func handover() async throws -> Handover {
    try await NIOThreadPool.singleton.runIfActive { [socket] in
      try socket.send(Array("\(HandoverLetter.format)".utf8), doing: "being asked")
      let bytes = try socket.receive(doing: "telling")
      guard let letter = try? JSONDecoder().decode(HandoverLetter.self, from: Data(bytes)) else {
        throw HandoverError.unreadable("what the running gateway tells")
      }
      let count =
        letter.connections
        + [letter.hasListener, letter.hasAdminPort, letter.hasAdminSocket].count(where: { $0 })
      let descriptors = try socket.receive(descriptors: count, doing: "giving its sockets")
      guard let handover = Handover(letter, descriptors: descriptors) else {
        throw HandoverError.unreadable("the sockets of the running gateway")
      }
      return handover
    }
  }

  /// Tells it that it may end: this program serves.
  public func confirm() async throws {
    try await NIOThreadPool.singleton.runIfActive { [socket] in
      try socket.send(Array("serving".utf8), doing: "ending")
    }
  }
}
