import type { Dialect } from '../../database/adapter.ts'
import type { IsolationLevel } from '../database-test-config.ts'

/** What transactions are protected from, each with all that stands before it; as in the literature. */
export const isolationModels = [
  'none',
  'read uncommitted',
  'read committed',
  'monotonic atomic view',
  'snapshot isolation',
  'serializable',
] as const
export type IsolationModel = (typeof isolationModels)[number]

/** The weakest model that excludes the anomaly of a built-in history. */
export const excludedBy: Readonly<Record<string, IsolationModel>> = {
  G0: 'read uncommitted',
  G1a: 'read committed',
  G1b: 'read committed',
  G1c: 'read committed',
  OTV: 'monotonic atomic view',
  'PMP, read': 'snapshot isolation',
  'PMP, write': 'snapshot isolation',
  P4: 'snapshot isolation',
  'G-single, read skew': 'snapshot isolation',
  'G-single, predicate': 'snapshot isolation',
  'G-single, write predicate': 'snapshot isolation',
  'G2-item': 'serializable',
  'G2, predicate': 'serializable',
  'G2, read-only': 'serializable',
}

/** What an engine promises by a level; it may well keep more. */
export function promiseOf(dialect: Dialect, level: IsolationLevel): IsolationModel {
  return dialect === 'sqlite' ? 'serializable' : ofPostgres[level]
}

const ofPostgres: Readonly<Record<IsolationLevel, IsolationModel>> = {
  'read uncommitted': 'monotonic atomic view',
  'read committed': 'monotonic atomic view',
  'repeatable read': 'snapshot isolation',
  serializable: 'serializable',
}

/** Whether a model excludes what a history is about; of a history that is not built in every level is to exclude it. */
export function excludes(model: IsolationModel, history: string): boolean {
  return includes(model, excludedBy[history] ?? 'none')
}

/** The strongest model that excludes nothing of what occurred, each given as the weakest model that excludes it. */
export function shownModel(occurred: readonly IsolationModel[]): IsolationModel {
  const [, ...models] = isolationModels
  return models.findLast((model) => occurred.every((excluded) => strength(excluded) > strength(model))) ?? 'none'
}

/** Whether what is excluded by one model is excluded by another. */
export function includes(model: IsolationModel, excluded: IsolationModel): boolean {
  return strength(model) >= strength(excluded)
}

function strength(model: IsolationModel): number {
  return isolationModels.indexOf(model)
}
