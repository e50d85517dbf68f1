import type { SchemaDefinition } from '../catalog/definition.ts'
import type { Database } from '../database/adapter.ts'
import type { TeamServer } from '../team-server/team-server.ts'

/** What a need of test data finds wherever it goes. */
interface AnyTarget {
  /** The test whose data it is. */
  readonly test: { readonly id: string; readonly name: string | undefined; readonly worker: number }
  /** Where the team's data is. Fails, saying what is missing, where the configuration does not say. */
  teamServer(): TeamServer
  /** Runs when the test is over, whatever becomes of its data: what it throws is a failure of the cleanup. */
  onEnd(end: () => Promise<void>): void
}

/** Where test data goes. */
export interface DatabaseTarget extends AnyTarget {
  readonly mode: 'database'
  readonly database: Database
  /** For what connects by itself: a world on a held connection moves to a database of its own first. */
  url(): Promise<string>
  readonly seed: string | number
  /** False where the database is one that others use too: rows are noted before they are committed. */
  readonly isolated: boolean
  /** What the database consisted of when its first test began; read once for all tests. */
  schema(): Promise<SchemaDefinition>
  /**
   * Before rows are committed to a database that others use too. Only rows that were looked for and not found: at the end
   * they are deleted by their key. The answer takes it back, where nothing was written.
   */
  note(table: string, key: readonly string[], rows: readonly Readonly<Record<string, unknown>>[]): () => void
  /** Runs at cleanup, last one first, before the world closes. */
  onCleanup(undo: () => Promise<void>): void
  /** What a token has to hold instead of the need's own recipe; asked when a token is written. */
  recordRecipe(recipe: () => unknown): void
  /** How many needs are loaded by now: what is made later than its need is made again at the same point. */
  loaded(): number
  readonly signal: AbortSignal | undefined
}

/** What a need of test data may ask of production; ProductionTestDataManager is one. */
export interface EntityCreator {
  create(type: string, input: unknown): Promise<unknown>
  createMany(type: string, inputs: readonly unknown[]): Promise<readonly unknown[]>
  createScenario(name: string, input: unknown): Promise<unknown>
}

export interface ProductionTarget extends AnyTarget {
  readonly mode: 'production'
  readonly production: EntityCreator
  readonly seed: string | number
  readonly signal: AbortSignal | undefined
}

export type DataTarget = DatabaseTarget | ProductionTarget

/** Makes what came of a need after it was loaded; asked after each need, with how many of them are loaded by then. */
export type LaterParts = (loaded: number) => Promise<void>

/** Test data by need: described once, loaded when it is first asked for, the same for the same seed. */
export interface DataNeed<Loaded = unknown> {
  /** For people and for tokens: fill, fixtures, factories, dataset, lease, created, or a name of the user's. */
  readonly kind: string
  /** What a token has to hold so that the rows can be made again; undefined where code alone can. */
  readonly recipe: unknown
  load(target: DataTarget): Promise<Loaded>
  /** Makes again, in an empty database, what a recipe of this need tells; what came later may follow. */
  replay?(target: DatabaseTarget, recipe: unknown): Promise<LaterParts | undefined>
  /** What is wrong with what was loaded; nothing when it is whole. */
  inspect?(target: DataTarget, loaded: Loaded): Promise<readonly string[]>
}

export type DataNeeds = Readonly<Record<string, DataNeed>>
export type LoadedOf<Need> = Need extends DataNeed<infer Loaded> ? Loaded : never
