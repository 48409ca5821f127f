import Glibc

/// A file that gzip has made.
public enum GzipFile {
  /// What is in it; nil where gzip is not there, cannot read it, or finds it damaged.
  public static func contents(_ path: String) -> [UInt8]? {
    guard let (program, output) = start(path) else { return nil }
    let contents = output.readToEnd()
    program.reap()
    return program.ending == .exited(0) ? contents : nil
  }

  /// Of the pipe only our end is left when it returns.
  private static func start(_ path: String) -> (ProcessGroup, Descriptor)? {
    guard let nothing = Descriptor.open("/dev/null", O_RDWR), let pipe = Descriptor.pipe(),
      let program = try? ProgramStart(
        ["gzip", "-dc", "--", path], input: nothing, output: pipe.writing, errors: nothing)()
    else { return nil }
    return (program, pipe.reading)
  }
}
