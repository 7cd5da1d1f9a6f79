// Commands as they are typed: the text of a command line.

/** The word as a shell takes it. */
export const quote = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** `fidelio predict --model_path …`: flags without a value are left out. */
export function commandLine(command: string, flags: Readonly<Record<string, string | undefined>>): string {
  const words = Object.entries(flags).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value.startsWith("<") ? value : quote(value)],
  )
  return ["fidelio", command, ...words].join(" ")
}
