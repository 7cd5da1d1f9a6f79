// The errors of Fidelio: one base class, one catalogue of codes.

/** What a code means, the exit status of the command and the HTTP status of the server. */
interface ErrorEntry {
  readonly summary: string
  readonly exit: number
  readonly status: number
}

/** Every error code. The reference page of errors is generated from this table. */
export const errorCatalogue = {
  "config/invalid": { summary: "The config has errors; each is listed with its place.", exit: 2, status: 400 },
  "config/not-found": { summary: "The config file does not exist or cannot be read.", exit: 2, status: 404 },
  "config/syntax": { summary: "The config is not valid YAML.", exit: 2, status: 400 },
  "config/unknown-key": { summary: "A key that no setting has.", exit: 2, status: 400 },
  "config/value": { summary: "A value outside of what its setting allows.", exit: 2, status: 400 },
  "config/rule": { summary: "Settings that are each allowed but contradict one another.", exit: 2, status: 400 },
  "data/not-found": { summary: "The data file does not exist or matches nothing.", exit: 3, status: 404 },
  "data/unreadable": { summary: "The data cannot be read in the given or detected format.", exit: 3, status: 400 },
  "data/empty": { summary: "The data has no rows.", exit: 3, status: 400 },
  "data/missing-column": { summary: "A column that the config names is not in the data.", exit: 3, status: 400 },
  "data/duplicate-column": { summary: "Two columns of the data have one name.", exit: 3, status: 400 },
  "data/value": { summary: "A value that the feature's type cannot hold.", exit: 3, status: 400 },
  "data/constant-target": { summary: "The target has fewer than two distinct values.", exit: 3, status: 400 },
  "data/split": {
    summary: "The split leaves too few rows to train on, or its column is not usable.",
    exit: 3,
    status: 400,
  },
  "graph/shape": { summary: "An operator was given shapes or dtypes it does not accept.", exit: 1, status: 500 },
  "graph/gradient": { summary: "A gradient was asked for that does not exist.", exit: 1, status: 500 },
  "graph/onnx": { summary: "An ONNX file is damaged, or uses what is not supported.", exit: 6, status: 422 },
  "session/device": { summary: "The device asked for is not available on this machine.", exit: 4, status: 503 },
  "session/failed": { summary: "ONNX Runtime could not load or run a graph.", exit: 1, status: 500 },
  "training/diverged": {
    summary: "The loss became NaN or infinite before anything could be saved.",
    exit: 5,
    status: 500,
  },
  "training/too-large": {
    summary: "What boosted trees keep in memory for each row is more than they can reach.",
    exit: 5,
    status: 507,
  },
  "training/initial-model": {
    summary: "The model to start from has other weights than the config makes.",
    exit: 5,
    status: 409,
  },
  "training/resume": { summary: "The run to resume cannot be continued.", exit: 5, status: 409 },
  "artifact/not-found": { summary: "No model at this path.", exit: 6, status: 404 },
  "artifact/corrupt": { summary: "A file of the model is missing, damaged or was changed.", exit: 6, status: 422 },
  "artifact/version": {
    summary: "The model was written by a version that this one cannot read.",
    exit: 6,
    status: 422,
  },
  "artifact/import": {
    summary: "A model of another program is damaged, or holds what cannot be taken over.",
    exit: 6,
    status: 422,
  },
  "output/not-writable": {
    summary: "The results cannot be written: no permission, or the disk is full.",
    exit: 7,
    status: 507,
  },
  "export/package": { summary: "The format needs a package that is not installed.", exit: 4, status: 501 },
  "serving/request": {
    summary: "The request's rows are not as the model takes them; each problem is listed.",
    exit: 2,
    status: 400,
  },
  "serving/body": {
    summary: "The request's body cannot be read: cut off, not UTF-8, or not what its content type says.",
    exit: 2,
    status: 400,
  },
  "serving/too-large": { summary: "The request has more bytes or rows than the server takes.", exit: 2, status: 413 },
  "serving/media-type": {
    summary: "The request's content type is not one that the route reads.",
    exit: 2,
    status: 415,
  },
  "serving/credentials": {
    summary: "The request has no token, or one that the server does not know.",
    exit: 2,
    status: 401,
  },
  "serving/host": { summary: "The request names a host that the server does not go by.", exit: 2, status: 421 },
  "serving/route": { summary: "There is nothing at this address.", exit: 2, status: 404 },
  "serving/method": { summary: "The address does not take this method.", exit: 2, status: 405 },
  "serving/model": { summary: "The server has no model of this name and version.", exit: 2, status: 404 },
  "serving/slow": { summary: "The request took longer to arrive than the server waits.", exit: 2, status: 408 },
  "serving/malformed": { summary: "The request is not HTTP as the server understands it.", exit: 2, status: 400 },
  "serving/address": { summary: "The server cannot listen at this address.", exit: 4, status: 500 },
  "serving/options": { summary: "The server was started with options that it cannot have.", exit: 2, status: 400 },
  "serving/overloaded": { summary: "More requests wait than the server keeps; try again later.", exit: 1, status: 503 },
  "serving/unavailable": { summary: "The server is closing and takes no more requests.", exit: 1, status: 503 },
  "serving/timeout": { summary: "The prediction took longer than the server waits.", exit: 1, status: 504 },
  "serving/failed": { summary: "The model could not predict these rows.", exit: 1, status: 500 },
  "hub/request": {
    summary: "The request is not as the operation takes it; each problem is listed.",
    exit: 2,
    status: 400,
  },
  "hub/credentials": {
    summary: "The request has no token or session, or one that is not valid.",
    exit: 2,
    status: 401,
  },
  "hub/csrf": {
    summary: "A change by a browser's session did not come from the hub's own page.",
    exit: 2,
    status: 403,
  },
  "hub/host": { summary: "The request names a host that the hub does not go by.", exit: 2, status: 421 },
  "hub/media-type": { summary: "The body's content type is not one that the address reads.", exit: 2, status: 415 },
  "hub/idempotency": { summary: "An Idempotency-Key was used before, for another request.", exit: 2, status: 422 },
  "hub/too-many": { summary: "Too many attempts in a short time.", exit: 1, status: 429 },
  "hub/locked": { summary: "Another hub has the data folder open.", exit: 4, status: 500 },
  "hub/database": { summary: "The database cannot be reached, or cannot be used.", exit: 4, status: 503 },
  "hub/listen": { summary: "The hub cannot listen at this address.", exit: 4, status: 500 },
  "hub/options": { summary: "The hub was started with options that it cannot have.", exit: 2, status: 400 },
  "hub/failed": { summary: "The hub failed to answer; its log says why.", exit: 1, status: 500 },
  "hub/forbidden": { summary: "The role of whoever asks does not allow it.", exit: 2, status: 403 },
  "hub/not-found": { summary: "There is nothing of this name or number.", exit: 2, status: 404 },
  "hub/exists": { summary: "The name is taken, or was taken by what has been deleted.", exit: 2, status: 409 },
  "hub/conflict": { summary: "It is no longer as it was expected to be.", exit: 2, status: 409 },
  "hub/in-use": { summary: "Something else still needs it.", exit: 2, status: 409 },
  "hub/too-large": { summary: "More bytes, rows or columns than the hub takes.", exit: 2, status: 413 },
  "hub/checksum": { summary: "What arrived is not what its SHA-256 says.", exit: 2, status: 422 },
  "hub/address": { summary: "An address or path that the hub does not read from.", exit: 2, status: 422 },
  "hub/fetch": { summary: "What is at the address could not be fetched.", exit: 2, status: 422 },
  "hub/storage": { summary: "Stored content is missing or damaged.", exit: 6, status: 500 },
  "hub/not-ready": { summary: "The version has no trained model, or none yet.", exit: 2, status: 409 },
  "hub/model": { summary: "The files sent are not those of a model that the hub takes.", exit: 6, status: 422 },
  "hub/training-crashed": { summary: "The process of a training ended without a word.", exit: 1, status: 500 },
  "hub/training-lost": { summary: "Training was begun again and again without getting further.", exit: 1, status: 500 },
  "hub/full": { summary: "The disk of the hub is full; nothing was kept.", exit: 7, status: 507 },
  "hub/busy": { summary: "It cannot be done at this moment; try again.", exit: 1, status: 503 },
  "hub/unreachable": { summary: "No hub answers at the address.", exit: 4, status: 502 },
  "usage/flag": { summary: "A flag of the command is unknown, missing or has a wrong value.", exit: 2, status: 400 },
  cancelled: { summary: "The work was cancelled.", exit: 130, status: 499 },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof errorCatalogue

/** What an error says besides its sentence. */
export interface ErrorDetails {
  /** Where: `file:line:column`, a config path, a column, a node. */
  readonly at?: string | undefined
  /** What to do about it. */
  readonly hint?: string | undefined
  /** The source lines around the place, ready to print. */
  readonly excerpt?: string | undefined
  readonly cause?: unknown
}

/** Base of every error that Fidelio raises on purpose. */
export class FidelioError extends Error {
  readonly code: ErrorCode
  readonly at: string | undefined
  readonly hint: string | undefined
  readonly excerpt: string | undefined

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = new.target.name
    this.code = code
    this.at = details.at
    this.hint = details.hint
    this.excerpt = details.excerpt
  }

  toJSON(): Record<string, unknown> {
    return { code: this.code, message: this.message, at: this.at, hint: this.hint }
  }
}

/** Every problem of one config, found in one go. */
export class ConfigError extends FidelioError {
  readonly problems: readonly FidelioError[]

  constructor(message: string, problems: readonly FidelioError[], details: ErrorDetails = {}) {
    super("config/invalid", message, details)
    this.problems = problems
  }

  override toJSON(): Record<string, unknown> {
    return { ...super.toJSON(), problems: this.problems.map((problem) => problem.toJSON()) }
  }
}

/** A problem of the data; `at` names the column where there is one. */
export class DataError extends FidelioError {}

/** A problem of a graph; `at` names the node. */
export class GraphError extends FidelioError {}

/** The work was stopped by its `AbortSignal`. */
export class CancelledError extends FidelioError {
  constructor(message: string, details: ErrorDetails = {}) {
    super("cancelled", message, details)
  }
}

/** States what our own code relies on; a failure is our bug, not the user's. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`internal: ${message} (please report this)`)
}
