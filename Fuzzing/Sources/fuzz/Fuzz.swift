import Foundation

/// What one input is given to; whatever is wrong ends the program.
typealias FuzzTarget = @Sendable (_ input: [UInt8]) -> Void

/// The targets by their names, of which `FUZZ_TARGET` says one.
private let targets: [String: FuzzTarget] = [
  "hex": hexTarget, "rlp": rlpTarget, "ssz": sszTarget, "json": jsonTarget,
  "envelope": envelopeTarget, "payload": payloadTarget, "jwt": jwtTarget, "http": httpTarget,
  "answers": answersTarget,
  "configuration": configurationTarget, "plan": planTarget, "recording": recordingTarget,
]

private let target: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
  guard let target = targets[name] else {
    fatalError("FUZZ_TARGET is one of \(targets.keys.sorted().joined(separator: ", "))")
  }
  return target
}()

/// Ends the program, so that the input is kept, where something is not as it has to be.
func expect(_ isSo: Bool, _ text: @autoclosure () -> String) {
  if !isSo { fatalError(text()) }
}

private let isSabotaged = ProcessInfo.processInfo.environment["FUZZ_SABOTAGE"] == "1"

/// What the program said; where a target's own bug is planted, what it would have said with that.
///
/// The target sees no difference between the two: it has to find the bug by what it expects anyway.
func planted<Word>(_ word: Word, _ spoil: (Word) -> Word) -> Word {
  isSabotaged ? spoil(word) : word
}

/// libFuzzer's way in.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target(Array(UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}

/// libFuzzer's own `main`, under the name that the package manager starts.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ target: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

@_cdecl("fuzz_main")
public func fuzzMain(
  _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
) -> CInt {
  var (count, arguments) = (count, arguments)
  return runDriver(&count, &arguments) { fuzzOneInput($0, $1) }
}
