import Foundation

/// Tells the user on standard error about something that is probably not meant, and goes on.
func warn(_ message: String) { FileHandle.standardError.write(Data("Strata: \(message)\n".utf8)) }
