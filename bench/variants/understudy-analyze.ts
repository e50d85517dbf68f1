import { connect } from '@understudy/sdk'
import { analyzeSchema, compareSchemas, isEmpty } from '@understudy/sdk/schema'
import { report } from '../measure.ts'

const database = await connect(process.env.BENCH_URL!)
const definition = await analyzeSchema(database)
await database.close()
const counts = {
  foreignKeys: definition.tables.flatMap(({ constraints }) => constraints.filter(({ kind }) => kind === 'foreign key'))
    .length,
  routines: definition.routines.length,
  views: definition.views.length,
}
// The gate is not part of what is measured.
const gate =
  process.argv[2] === 'gate' ? { same: isEmpty(compareSchemas(definition, structuredClone(definition))) } : {}
report(definition.tables.length, { ...counts, ...gate })
