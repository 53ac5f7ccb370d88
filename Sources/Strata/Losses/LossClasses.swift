extension Registry {
  /// The losses.
  public static let losses = ObjectTable<any Loss>("loss", [:])
}
