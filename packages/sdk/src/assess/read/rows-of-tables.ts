import type { RowSource } from '../../quality/row-source.ts'
import type { OpenedDataset } from '../open-dataset.ts'

/** Of a database its tables alone: views show rows of these, and of some nobody can read a row. */
export function rowsOfTables({ source, database }: Pick<OpenedDataset, 'source' | 'database'>): RowSource {
  if (database === undefined) return source
  const entities = [...database.tables.values()].flatMap(({ entity, isView }) => (isView ? [] : [entity]))
  return {
    ...source,
    ...(source.schema === undefined
      ? {}
      : {
          schema: { ...source.schema, entities: source.schema.entities.filter(({ name }) => entities.includes(name)) },
        }),
    entities,
    batches: (options = {}) => source.batches({ ...options, entities: options.entities ?? entities }),
  }
}
