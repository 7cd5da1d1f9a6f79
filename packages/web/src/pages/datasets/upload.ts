// Sends a file to the hub as a dataset's next revision, telling how far it is: `fetch` cannot.
import { HubError, type Problem, type Revision } from "@fidelio/client"
import { csrfHeader, newKey } from "../../api.ts"

interface UploadOptions {
  readonly onProgress: (share: number) => void
  readonly signal: AbortSignal
}

export function uploadRevision(dataset: string, file: File, { onProgress, signal }: UploadOptions): Promise<Revision> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const address = `/api/v1/datasets/${encodeURIComponent(dataset)}/revisions?file=${encodeURIComponent(file.name)}`
    request.open("POST", address)
    request.responseType = "json"
    request.setRequestHeader("content-type", "application/octet-stream")
    request.setRequestHeader("idempotency-key", newKey())
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value)
    request.upload.addEventListener("progress", ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total))
    request.addEventListener("load", () => {
      const answer: unknown = request.response
      if (request.status < 300) resolve(answer as Revision) // as the contract has it
      else reject(new HubError(problemOf(answer, request)))
    })
    request.addEventListener("error", () => reject(new TypeError("The upload did not reach the hub.")))
    request.addEventListener("abort", () => reject(new DOMException("The upload was stopped.", "AbortError")))
    signal.addEventListener("abort", () => request.abort())
    request.send(file)
  })
}

function problemOf(answer: unknown, { status, statusText }: XMLHttpRequest): Problem {
  if (typeof answer === "object" && answer !== null && "detail" in answer) return answer as Problem // problem+json
  return {
    type: "about:blank",
    title: statusText,
    status,
    code: "hub/unreachable",
    detail: `The upload was answered with ${status} ${statusText}.`,
  }
}
