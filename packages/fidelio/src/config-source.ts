// Where a config comes from: an object, YAML text, or a file.
import { readFile } from "node:fs/promises"
import { type ConfigInput, FidelioError, parseConfig, parseConfigObject, type ParsedConfig } from "@fidelio/core"

/** A config that was read, with its text where it had one. */
export interface ConfigSource {
  readonly parsed: ParsedConfig
  readonly text: string | undefined
}

/** The config in a file. */
export async function readConfigFile(path: string): Promise<ConfigSource> {
  let text: string
  try {
    text = await readFile(path, "utf8")
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code // the file system's
    const why = code === "ENOENT" ? "does not exist" : `cannot be read (${code ?? "unknown reason"})`
    throw new FidelioError("config/not-found", `The config file "${path}" ${why}.`, {
      at: path,
      hint: "Write one to begin with: fidelio init_config --dataset <file> --target <column> --output config.yaml",
      cause,
    })
  }
  return { parsed: parseConfig(text, path), text }
}

export const readConfigText = (text: string): ConfigSource => ({ parsed: parseConfig(text), text })

/** Text that is not a path: several lines, or a mapping on one. */
const isYaml = (text: string): boolean => text.includes("\n") || text.includes(": ") || text.trimStart().startsWith("{")

/** A config in any of the forms that the public API takes. */
export async function readConfig(config: ConfigInput | string): Promise<ConfigSource> {
  if (typeof config !== "string") return { parsed: parseConfigObject(config), text: undefined }
  return isYaml(config) ? readConfigText(config) : await readConfigFile(config)
}

/** The config that the flags `--config` and `--config_str` name. */
export async function readConfigFlags(flags: {
  readonly config: string | undefined
  readonly config_str: string | undefined
}): Promise<ConfigSource> {
  const { config, config_str: text } = flags
  if (config !== undefined && text !== undefined) {
    throw new FidelioError("usage/flag", "Both --config and --config_str are given; one config is enough.")
  }
  if (config !== undefined) return await readConfigFile(config)
  if (text !== undefined) return readConfigText(text)
  throw new FidelioError("usage/flag", "There is no config: --config is missing.", {
    hint: "Write one to begin with: fidelio init_config --dataset <file> --target <column> --output config.yaml",
  })
}
