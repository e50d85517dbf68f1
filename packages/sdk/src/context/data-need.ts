import type { Database } from '../database/adapter.ts'

/** Where test data goes. */
export interface DatabaseTarget {
  readonly mode: 'database'
  readonly database: Database
  readonly seed: string | number
  /** Called before rows are committed to a database that others use too. */
  note(table: string, key: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): void
  /** Runs at cleanup, last need first, before the world closes. */
  onCleanup(undo: () => Promise<void>): void
  readonly signal: AbortSignal | undefined
}

/** What a need of test data may ask of production; ProductionTestDataManager is one. */
export interface EntityCreator {
  create(type: string, input: unknown): Promise<unknown>
  createMany(type: string, inputs: readonly unknown[]): Promise<readonly unknown[]>
  createScenario(name: string, input: unknown): Promise<unknown>
}

export interface ProductionTarget {
  readonly mode: 'production'
  readonly production: EntityCreator
  readonly seed: string | number
  readonly signal: AbortSignal | undefined
}

export type DataTarget = DatabaseTarget | ProductionTarget

/** Test data by need: described once, loaded when it is first asked for, the same for the same seed. */
export interface DataNeed<Loaded = unknown> {
  /** For people and for tokens: fill, fixtures, factories, created, or a name of the user's. */
  readonly kind: string
  /** What a token has to hold so that the rows can be made again; undefined where code alone can. */
  readonly recipe: unknown
  load(target: DataTarget): Promise<Loaded>
  /** What is wrong with what was loaded; nothing when it is whole. */
  inspect?(target: DataTarget, loaded: Loaded): Promise<readonly string[]>
}

export type DataNeeds = Readonly<Record<string, DataNeed>>
export type LoadedOf<Need> = Need extends DataNeed<infer Loaded> ? Loaded : never
