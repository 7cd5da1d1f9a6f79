// Reads server-sent events whose data are JSON objects.

/** The events of a response, until it ends. */
export async function* readEvents(response: Response): AsyncGenerator<unknown> {
  if (response.body === null) return
  let rest = ""
  const decoder = new TextDecoder()
  for await (const bytes of chunksOf(response.body)) {
    const text = decoder.decode(bytes, { stream: true })
    const blocks = (rest + text).split(/\r?\n\r?\n/)
    rest = blocks.pop() ?? ""
    for (const block of blocks) {
      const data = dataOf(block)
      if (data !== "") yield JSON.parse(data)
    }
  }
}

/** Not every browser can go through a stream by itself. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
  } finally {
    await reader.cancel()
  }
}

/** The lines of an event that carry data; comments, names and ids are passed over. */
const dataOf = (block: string): string =>
  block
    .split(/\r?\n/)
    .filter((line) => line.startsWith("data:"))
    .map((line) => line.slice(5).trimStart())
    .join("\n")
