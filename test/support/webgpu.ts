// WebGPU on machines without a GPU: finds the Vulkan driver that computes on the CPU and starts processes with it.
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"

/** Where Debian's `chromium` installs the driver (SwiftShader) and a Vulkan loader. */
const chromium = "/usr/lib/chromium"
const driver = join(chromium, "vk_swiftshader_icd.json")

/** Undefined where the driver is there, else a sentence for the skipped test. */
export const missingSoftwareGpu: string | undefined = existsSync(driver)
  ? undefined
  : `no software Vulkan driver: ${driver} is missing (Debian: apt-get install chromium)`

/**
 * Runs the text of an ES module in a new Node process whose WebGPU is the software driver, and returns what it prints.
 * The driver is found through the environment, which must be set before the process starts.
 */
export async function runOnSoftwareGpu(script: string): Promise<string> {
  const runtimeDirectory = await mkdtemp(join(tmpdir(), "fidelio-webgpu-"))
  const env = {
    ...process.env,
    VK_ICD_FILENAMES: driver,
    XDG_RUNTIME_DIR: runtimeDirectory,
    LD_LIBRARY_PATH: [process.env["LD_LIBRARY_PATH"], chromium]
      .filter((path) => path !== undefined && path !== "")
      .join(":"),
  }
  try {
    const args = ["--conditions=source", "--input-type=module", "--eval", script]
    const { stdout } = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 2 ** 26 })
    return stdout
  } finally {
    await rm(runtimeDirectory, { recursive: true, force: true })
  }
}
