import Foundation

/// The terminal that standard output goes to, if it does.
public enum Terminal {
  /// Whether standard output is a terminal, on which lines can be written over.
  public static let isInteractive = isatty(1) == 1

  /// The width of the terminal in characters; 80 where there is none.
  public static var columns: Int {
    if let text = ProcessInfo.processInfo.environment["COLUMNS"], let columns = Int(text), columns > 0 {
      return columns
    }
    var size = winsize()
    return isInteractive && ioctl(1, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// Writes text to standard output at once.
  static func write(_ text: String) {
    print(text, terminator: "")
    fflush(nil)
  }
}
