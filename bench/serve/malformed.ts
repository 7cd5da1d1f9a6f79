// Requests that a server must refuse with a reason, each broken in its own way.
import { shotOf, type Shot } from "./open-loop.ts"
import type { Row } from "./requests.ts"

const json = "application/json"

/** Refused with 4xx, every one. */
export function malformedShots(row: Row, model: string): readonly Shot[] {
  const good = JSON.stringify(row)
  const [name = "", number = ""] = [Object.keys(row)[0], Object.keys(row).find((key) => typeof row[key] === "number")]
  const infer = `/v2/models/${model}/infer`
  const shot = (path: string, body: string | Buffer, contentType = json): Shot =>
    shotOf("malformed", path, contentType, body)
  return [
    shot("/predict", good.slice(0, -5)),
    shot("/predict", ""),
    shot("/predict", "[]"),
    shot("/predict", "null"),
    shot("/predict", JSON.stringify({ ...row, [number]: "many" })),
    shot("/predict", JSON.stringify({ ...row, [number]: { deep: [[[]]] } })),
    shot("/predict", JSON.stringify({ ...row, another: 1 })),
    shot("/predict", JSON.stringify({ ...row, [name]: undefined })),
    shot("/predict", good.replace(/(\d)}$/, "$11e999}")),
    shot("/predict", Buffer.concat([Buffer.from(good.slice(0, 10)), Buffer.from([0xff, 0xfe]), Buffer.from("}")])),
    shot("/predict", "[".repeat(20_000)),
    shot("/predict", good, "text/plain"),
    shot("/predict", "--b\r\nno form at all", "multipart/form-data; boundary=b"),
    shot("/predict?model=none", good),
    shot("/batch_predict", JSON.stringify({ columns: Object.keys(row), data: [[1]] })),
    shot("/batch_predict", JSON.stringify({ columns: "all", data: 7 })),
    shot(infer, JSON.stringify({ inputs: [{ name, shape: [3], datatype: "FP32", data: [1] }] })),
    shot(infer, JSON.stringify({ inputs: [] })),
    shot("/nowhere", good),
  ]
}
