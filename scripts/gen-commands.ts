// Writes docs/reference/commands.md from the declarations of the commands, and docs/reference/README.md, which lists all pages.
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { commands } from "../packages/fidelio/src/commands/index.ts"
import type { Flags } from "../packages/fidelio/src/command.ts"
import { flagsOf } from "../packages/fidelio/src/parse.ts"

const folder = new URL("../docs/reference/", import.meta.url)

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("\n", " ")

function flagRow([name, { short, summary, placeholder, takesMany, initial }]: [string, Flags[string]]): string {
  const value = placeholder === undefined ? "" : ` ‹${placeholder}${takesMany === true ? " …" : ""}›`
  const shortForm = short === undefined ? "" : `\`-${short}\``
  const fallback = typeof initial === "string" || typeof initial === "number" ? `\`${initial}\`` : ""
  return `| \`--${name}${value}\` | ${shortForm} | ${cell(summary)} | ${fallback} |`
}

const sections = commands.map((command) => {
  const rows = Object.entries(flagsOf(command)).map(flagRow)
  const words = Object.entries(command.words ?? {}).map(([name, { summary }]) => `- \`${name}\`: ${summary}`)
  const list = words.length === 0 ? "" : `${words.join("\n")}\n\n`
  const examples = command.examples.map((line) => `    ${line}`).join("\n")
  return `## ${command.name}\n\n${command.summary}\n\n${examples}\n\n${list}| flag | short | what it does | default |\n| --- | --- | --- | --- |\n${rows.join("\n")}`
})

const intro = `# Commands

\`fidelio ‹command› --help\` shows the same. Names and short forms are Ludwig's; hyphens are accepted for underscores. The exit status tells the kind of an error: see [errors](errors.md).`

writeFileSync(new URL("commands.md", folder), `${[intro, ...sections].join("\n\n")}\n`)

const pages = readdirSync(folder)
  .filter((file) => file.endsWith(".md") && file !== "README.md")
  .toSorted()
  .map((file) => {
    const [title = "", about = ""] = readFileSync(new URL(file, folder), "utf8").split("\n\n")
    const sentence = /^.*?[.:](?=\s|$)/.exec(about.replaceAll("\n", " "))?.[0].replace(/:$/, ".") ?? about
    return `| [${title.slice(2)}](${file}) | ${cell(sentence)} |`
  })

writeFileSync(
  new URL("README.md", folder),
  `# Reference\n\nGenerated from the code. For editors, the same as a JSON Schema: [config.schema.json](config.schema.json).\n\n| page | |\n| --- | --- |\n${pages.join("\n")}\n`,
)
