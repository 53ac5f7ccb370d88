/// Stops the program on a mistake in the code that calls Strata, such as shapes that do not fit.
///
/// Unlike `precondition`, it gives its message in optimized programs too.
func require(
  _ condition: Bool, _ message: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
  if !condition { stop(message(), file: file, line: line) }
}

/// Stops the program with a message that says what is wrong in the calling code.
func stop(_ message: String, file: StaticString = #fileID, line: UInt = #line) -> Never {
  fatalError(message, file: file, line: line)
}
