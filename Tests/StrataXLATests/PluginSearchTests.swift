import Foundation
import StrataGraph
import Testing

@testable import StrataXLA

@Suite("Where plugins are found")
struct PluginSearchTests {
  /// A search in folders of Python packages below `folder`, and nowhere else.
  private func search(_ folder: String, _ environment: [String: String] = [:]) -> PluginSearch {
    PluginSearch(environment: environment, systemPrefixes: [folder + "/system"])
  }

  private func makeFile(_ path: String) throws -> String {
    let url = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data().write(to: url)
    return path
  }

  @Test func theVariableSaysWhereAPluginIs() throws {
    try withTemporaryFolder { folder in
      _ = try makeFile(folder + "/system/lib/python3.11/site-packages/lammps_jax_pjrt_cpu/plugin.so")
      let named = try makeFile(folder + "/mine.so")
      let search = search(folder, ["STRATA_PJRT_PLUGIN": named])
      for platform in XLAPlatform.allCases { #expect(try search.path(for: platform) == named) }
    }
  }

  @Test func aVariableThatNamesNoFileIsAnError() throws {
    try withTemporaryFolder { folder in
      let search = search(folder, ["STRATA_PJRT_PLUGIN": folder + "/none.so"])
      let error = #expect(throws: EngineError.self) { try search.path(for: .cpu) }
      #expect(error?.description.contains("STRATA_PJRT_PLUGIN") == true)
    }
  }

  @Test(arguments: [
    (XLAPlatform.cpu, "lammps_jax_pjrt_cpu/pjrt_c_api_cpu_plugin.so"),
    (.cpu, "xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so"),
    (.cuda, "jax_plugins/xla_cuda13/xla_cuda_plugin.so"),
    (.cuda, "xla_plugins/xla_cuda13_pjrt/xla_cuda13_pjrt.so"),
    (.tpu, "libtpu/libtpu.so"),
  ])
  func packagesHavePlugins(_ platform: XLAPlatform, _ file: String) throws {
    for packages in [
      "lib/python3.11/site-packages", "lib/python3/dist-packages", "lib64/python3.9/site-packages",
    ] {
      try withTemporaryFolder { folder in
        let path = try makeFile("\(folder)/system/\(packages)/\(file)")
        #expect(try search(folder).path(for: platform) == path)
        for other in XLAPlatform.allCases where other != platform {
          #expect(throws: EngineError.self) { try search(folder).path(for: other) }
        }
      }
    }
  }

  @Test func theEnvironmentsFoldersComeBeforeTheSystems() throws {
    try withTemporaryFolder { folder in
      let file = "lib/python3.11/site-packages/xla_plugins/xla_cpu_pjrt/plugin.so"
      let environment = [
        "VIRTUAL_ENV": folder + "/virtual", "CONDA_PREFIX": folder + "/conda", "HOME": folder + "/home",
      ]
      for prefix in ["/system", "/home/.local", "/conda", "/virtual"] {
        let path = try makeFile("\(folder)\(prefix)/\(file)")
        #expect(try search(folder, environment).path(for: .cpu) == path)
      }
    }
  }

  @Test func theNewestOfSeveralIsTaken() throws {
    try withTemporaryFolder { folder in
      let packages = folder + "/system/lib/python3.11/site-packages/jax_plugins"
      _ = try makeFile(packages + "/xla_cuda12/xla_cuda_plugin.so")
      let newest = try makeFile(packages + "/xla_cuda13/xla_cuda_plugin.so")
      #expect(try search(folder).path(for: .cuda) == newest)
    }
  }

  @Test func namesOfFoldersAreNoPatterns() throws {
    try withTemporaryFolder { folder in
      let odd = folder + "/a[b]*c?\\d"
      let path = try makeFile(odd + "/system/lib/python3.11/site-packages/libtpu/libtpu.so")
      #expect(try search(odd).path(for: .tpu) == path)
    }
  }

  @Test func theErrorSaysWhatToInstall() throws {
    try withTemporaryFolder { folder in
      let error = #expect(throws: EngineError.self) { try search(folder).path(for: .cpu) }
      #expect(error?.description.contains("pip install 'lammps-jax-pjrt-cpu'") == true)
      #expect(error?.description.contains("STRATA_PJRT_PLUGIN") == true)
    }
  }
}
