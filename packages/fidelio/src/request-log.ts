// Requests that a server answered, as JSON lines: written together once the requests at hand are answered.
import type { CommandContext } from "./command.ts"

export interface RequestLog {
  write(entry: object): void
  flush(): void
}

export function requestLog(context: CommandContext): RequestLog {
  let lines: string[] = []
  const flush = (): void => {
    if (lines.length > 0) context.print(`${lines.join("\n")}\n`)
    lines = []
  }
  return {
    write(entry) {
      if (lines.length === 0) setImmediate(flush)
      lines.push(JSON.stringify({ event: "request", ...entry }))
    },
    flush,
  }
}
