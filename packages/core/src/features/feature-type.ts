// A feature type: what it can be encoded, decoded and judged by, as an input and as an output.
import type { Decoder, Encoder, Loss } from "../define.ts"
import type { DescribeInput } from "./input.ts"
import type { OutputFeature } from "./output.ts"

export interface FeatureType {
  /** The name that a config writes as `type`. */
  readonly type: string
  readonly summary: string
  /** Of inputs of this type. */
  readonly encoders: readonly Encoder[]
  /** Of inputs of this type, once they are fitted. */
  readonly describeInput: DescribeInput
  /** Absent where the type cannot be an output. */
  readonly output?: OutputFeature & {
    readonly decoders: readonly Decoder[]
    readonly losses: readonly Loss[]
    /** The metric that is followed where the config names none. */
    readonly defaultMetric: string
  }
}
