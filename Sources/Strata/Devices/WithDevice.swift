/// Computes on a device what `body` does, in tasks that it starts too.
/// - Throws: `StrataError.deviceUnavailable` before anything is done if the device is not there, with what to install.
public func withDevice<Result>(_ device: Device, _ body: () throws -> Result) throws -> Result {
  _ = try Engines.shared.engine(of: device)
  return try Device.$current.withValue(device, operation: body)
}

/// The same for a body that waits for others.
nonisolated(nonsending)
  public func withDevice<Result>(
    _ device: Device, _ body: nonisolated(nonsending) () async throws -> Result
  ) async throws -> Result
{
  _ = try Engines.shared.engine(of: device)
  return try await Device.$current.withValue(device, operation: body)
}
