import { analyzeSchema } from '../catalog/analyze.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import type { Session } from '../database/adapter.ts'
import { inFlight, together } from '../database/flight.ts'
import { type DatabaseForm, formOfDatabase } from './place/database-form.ts'
import { readStatistics, type SourceStatistics } from './plan/read-statistics.ts'
import { refuseUnreadable } from './refuse-unreadable.ts'

export interface SourceRead {
  readonly schema: SchemaDefinition
  /** Of Postgres, as all that follows. */
  readonly statistics: SourceStatistics | undefined
  readonly form: DatabaseForm | undefined
}

/** All that a plan needs to know of a source, in one session; refused where the role may not read all of it. */
export async function readSource(session: Session): Promise<SourceRead> {
  const schema = await analyzeSchema(session)
  if (schema.engine !== 'postgres') return { schema, statistics: undefined, form: undefined }
  const { statistics, form } = await inFlight(session, (reader) =>
    together({
      readable: refuseUnreadable(reader, schema),
      statistics: readStatistics(reader, schema),
      form: formOfDatabase(reader),
    }),
  )
  return { schema, statistics, form }
}
