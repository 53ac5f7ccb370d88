import Testing

@testable import StrataXLA

/// The bytes are those of jaxlib's `CompileOptions.SerializeAsString`, without the fields that Strata leaves out.
@Suite("Options of a compilation")
struct CompileOptionsTests {
  private func check(_ options: CompileOptions, _ expected: String) {
    let bytes = expected.split(separator: " ").map { UInt8($0, radix: 16)! }
    #expect(options.serialized == bytes)
  }

  @Test func oneDevice() {
    check(CompileOptions(deviceIDs: [2]), "1a 0f 20 01 28 01 4a 09 08 01 10 01 1a 03 0a 01 02")
  }

  @Test func aDeviceWithALargeNumber() {
    check(CompileOptions(deviceIDs: [300]), "1a 10 20 01 28 01 4a 0a 08 01 10 01 1a 04 0a 02 ac 02")
  }

  @Test func severalDevices() {
    check(
      CompileOptions(deviceIDs: [0, 1, 2, 3]),
      """
      1a 23 20 01 28 04 30 01 4a 18 08 01 10 04 1a 03 0a 01 00 1a 03 0a 01 01 1a 03 0a 01 02 1a 03 0a 01 03 98 01 01
      """)
  }

  @Test func flags() {
    check(
      CompileOptions(
        deviceIDs: [2],
        flags: [
          "xla_cpu_use_xnnpack": .bool(false), "xla_backend_optimization_level": .integer(2),
          "xla_dump_to": .string("/x"),
        ]),
      """
      1a 0f 20 01 28 01 4a 09 08 01 10 01 1a 03 0a 01 02 \
      3a 24 0a 1e 78 6c 61 5f 62 61 63 6b 65 6e 64 5f 6f 70 74 69 6d 69 7a 61 74 69 6f 6e 5f 6c 65 76 65 6c 12 02 18 02 \
      3a 19 0a 13 78 6c 61 5f 63 70 75 5f 75 73 65 5f 78 6e 6e 70 61 63 6b 12 02 10 00 \
      3a 13 0a 0b 78 6c 61 5f 64 75 6d 70 5f 74 6f 12 04 0a 02 2f 78
      """)
  }

  @Test func negativeNumbersTakeTenBytes() {
    var message = ProtocolBuffer()
    message.append(-1, field: 1)
    #expect(message.bytes == [0x08] + Array(repeating: 0xff, count: 9) + [0x01])
  }
}
