import ChildPrograms
import Foundation
import NIOPosix

/// The program that is to take this one's place, as a process of its own.
///
/// Until it serves nothing is lost: this one goes on where it does not come to that.
public final class Successor: Sendable {
  /// Seconds for which it may be silent while it starts: the old one serves on.
  static let patience = 20
  /// Seconds for which it may be silent while it takes over: nobody serves meanwhile.
  static let takingPatience = 5

  private let process: ProcessGroup
  private let socket: HandoverSocket

  private init(process: ProcessGroup, socket: HandoverSocket) {
    self.process = process
    self.socket = socket
  }

  /// Its number, for whoever supervises this program.
  public var id: Int32 { process.id }

  /// Starts a program, which is to say that it wants to take over.
  ///
  /// - Parameter command: the program and its arguments; it says and writes where this one does.
  public static func start(_ command: [String]) async throws -> Successor {
    try await NIOThreadPool.singleton.runIfActive { try spawned(command) }
  }

  /// Of the pair only our end is open here when it returns: the end of the program ends the other.
  private static func spawned(_ command: [String]) throws(HandoverError) -> Successor {
    let program = command.first ?? ""
    guard let (own, its) = HandoverSocket.pair(seconds: patience) else {
      throw .cannotStart(program: program, reason: String(cString: strerror(errno)))
    }
    do throws(ProgramStart.Failure) {
      return Successor(process: try spawn(command, giving: its.descriptor), socket: own)
    } catch {
      throw .cannotStart(program: program, reason: error.reason)
    }
  }

  private static func spawn(
    _ command: [String], giving socket: Descriptor
  ) throws(ProgramStart.Failure) -> ProcessGroup {
    var environment = ProcessInfo.processInfo.environment
    environment[Predecessor.variable] = "\(ProgramStart.extraNumber)"
    return try ProgramStart(
      command, environment: environment, input: try .copy(of: 0), output: try .copy(of: 1),
      errors: try .copy(of: 2), extra: socket)()
  }

  /// Waits until it has read its settings and wants to take over.
  public func awaitReadiness() async throws {
    try await NIOThreadPool.singleton.runIfActive { [socket] in
      let format = String(decoding: try socket.receive(doing: "starting"), as: UTF8.self)
      guard format == "\(HandoverLetter.format)" else {
        throw HandoverError.otherFormat(own: HandoverLetter.format, successors: format)
      }
    }
  }

  /// Gives it everything, and returns when it serves.
  public func take(_ handover: Handover) async throws {
    let socket = HandoverSocket(socket.descriptor, seconds: Self.takingPatience)
    try await NIOThreadPool.singleton.runIfActive {
      let letter = Array(try JSONEncoder().encode(handover.letter))
      try socket.send(letter, doing: "being told")
      try socket.send(descriptors: handover.descriptors, doing: "being given the sockets")
      _ = try socket.receive(doing: "taking over")
    }
  }

  /// Ends it: this program goes on.
  public func abandon() async {
    try? await NIOThreadPool.singleton.runIfActive { [self] in end() }
  }

  private func end() {
    process.signal(SIGKILL)
    process.reap()
  }
}
