/// The classes that files may name.
///
/// A class of one's own is made known with `register`, once, before a file is read:
///
/// ```swift
/// Registry.layers.register("Scale") { config in
///   try Scale(config.double("factor"), name: config.name)
/// }
/// ```
public enum Registry {}
