import type { RowSource } from '../../quality/row-source.ts'
import type { DataPatterns } from '../data-patterns.ts'
import { learnEntity } from './learn-entity.ts'
import { readSample } from './read-sample.ts'

export interface AnalyzeOptions {
  /** When it was learned; nothing here reads a clock. */
  readonly at: Date
  /** What fewer rows share is not learned; 5 where left out. */
  readonly rareBelow?: number | undefined
  /** Of each entity so many rows are looked at; 500,000 where left out. */
  readonly mostRows?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export const RARE_BELOW = 5

/** What a sample says of the data that it was taken of, and nothing that it says of single rows. */
export async function analyzePatterns(source: RowSource, options: AnalyzeOptions): Promise<DataPatterns> {
  const rareBelow = options.rareBelow ?? RARE_BELOW
  const tables = await readSample(source, options)
  const learned = tables.map((table) =>
    learnEntity(table, { rareBelow, unique: new Set(), references: new Set(), given: [], about: new Map() }),
  )
  return {
    kind: 'understudy.patterns',
    version: 1,
    learnedFrom: {
      name: source.name,
      rows: tables.reduce((sum, { seen }) => sum + seen, 0),
      at: options.at.toISOString(),
    },
    rareBelow,
    entities: learned.map(({ pattern }) => pattern),
    relationships: [],
    notes: learned.flatMap(({ notes }) => notes),
  }
}
