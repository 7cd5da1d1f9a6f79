// What an input column is to those who give values to a trained model: the texts it knows, its range, a typical value.
import type { FittedFeature } from "./dataset.ts"

/** How a feature type describes one of its inputs. */
export interface InputDescription {
  /** Texts known from training, without the place for unknown ones. */
  readonly labels?: readonly string[]
  /** Of the training rows. */
  readonly range?: { readonly min: number; readonly max: number }
  /** A typical value. */
  readonly example: number | string | boolean
}

/** The part of a feature type that is there when it is an input of a trained model. */
export type DescribeInput = (feature: FittedFeature) => InputDescription
