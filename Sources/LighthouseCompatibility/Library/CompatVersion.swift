/// This program's version, as it tells it to engines and on the command line.
public enum CompatVersion {
  public static let current = "0.1.0"
}
