// What is computed of configs, by text alone: in the server's own thread where they are small, in another where not.
import { configProblems } from "../datasets/config-problems.ts"
import { diffConfigs } from "../comparison/diff-configs.ts"
import { readConfig } from "../versions/check-config.ts"

export const configTasks = { read: readConfig, problems: configProblems, diff: diffConfigs } as const

export type ConfigTask = keyof typeof configTasks
export type ConfigArguments<T extends ConfigTask> = Parameters<(typeof configTasks)[T]>
export type ConfigResult<T extends ConfigTask> = ReturnType<(typeof configTasks)[T]>
