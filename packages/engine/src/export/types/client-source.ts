// The client in a file of types, as text: it needs nothing but `fetch`, so that who calls a model installs nothing.

export const clientSource = `/** A model behind a server, such as \`fidelio serve\` starts. */
export interface Client {
  predict(row: Inputs, options?: RequestOptions): Promise<Outputs>
  /** The predictions for several rows, in their order. */
  batchPredict(rows: readonly Inputs[], options?: RequestOptions): Promise<Outputs[]>
}

export interface RequestOptions {
  readonly signal?: AbortSignal
}

export interface ClientOptions {
  /** Which of the server's models, where it has several. */
  readonly model?: string
  /** Sent as a bearer token. */
  readonly token?: string
  readonly fetch?: typeof globalThis.fetch
}

/** What the server said when it did not predict: what is wrong is in \`body\`. */
export class PredictionError extends Error {
  readonly status: number
  readonly body: unknown

  constructor(message: string, status: number, body: unknown) {
    super(message)
    this.name = "PredictionError"
    this.status = status
    this.body = body
  }
}

/** createClient("http://127.0.0.1:8000") */
export function createClient(server: string | URL, options: ClientOptions = {}): Client {
  const { model, token, fetch = globalThis.fetch } = options
  const base = String(server).replace(/\\/*$/, "/")
  const post = async (route: string, content: unknown, request: RequestOptions = {}): Promise<unknown> => {
    const url = new URL(route, base)
    if (model !== undefined) url.searchParams.set("model", model)
    const headers: Record<string, string> = { "content-type": "application/json" }
    if (token !== undefined) headers["authorization"] = \`Bearer \${token}\`
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(content), ...request })
    const text = await response.text()
    const body = parse(text)
    if (!response.ok || body === undefined) {
      throw new PredictionError(\`The server answered \${response.status}: \${text.slice(0, 500)}\`, response.status, body)
    }
    return body
  }
  return {
    predict: async (row, request) => (await post("predict", row, request)) as Outputs,
    batchPredict: async (rows, request) => rowsOf(await post("batch_predict", rows, request)),
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

/** Rows come as rows, or as the names of the columns and lists of values. */
const rowsOf = (answer: unknown): Outputs[] => {
  if (Array.isArray(answer)) return answer as Outputs[]
  const { columns, data } = answer as { readonly columns: readonly string[]; readonly data: readonly (readonly unknown[])[] }
  return data.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])) as unknown as Outputs)
}
`
