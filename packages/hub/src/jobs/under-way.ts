// Statuses of versions whose training waits or runs.
export const underWay = ["queued", "preprocessing", "training", "evaluating"] as const
