import CPJRT
import Testing

@Suite("Memory of the host") struct HostMemoryTests {
  #if canImport(Glibc)
    @Test func theLibraryHasTheSetting() { #expect(strata_keep_freed_memory()) }
  #endif
}
