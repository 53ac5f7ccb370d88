/// Why a command cannot do its work, in a sentence for the user.
struct CommandError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
