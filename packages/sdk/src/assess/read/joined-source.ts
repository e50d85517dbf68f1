import type { RowSource } from '../../quality/row-source.ts'

/** Several sources as one, entity by entity. */
export function joinedSource(name: string, sources: readonly RowSource[]): RowSource {
  return {
    name,
    schema: sources[0]?.schema,
    entities: sources.every(({ entities }) => entities !== undefined)
      ? sources.flatMap(({ entities = [] }) => entities)
      : undefined,
    async *batches(options) {
      for (const source of sources) yield* source.batches(options)
    },
  }
}
