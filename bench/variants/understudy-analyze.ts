import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { connect } from '@understudy/sdk'
import { analyzeSchema, compareSchemas, isEmpty, type SchemaDefinition } from '@understudy/sdk/schema'
import { report } from '../measure.ts'

const database = await connect(process.env.BENCH_URL!)
const definitions = [await analyzeSchema(database)]
await database.close()
const [counts] = definitions.map(countsOf)
// What is asked for in words is not part of what is measured.
const more =
  process.argv[2] === 'gate'
    ? { same: definitions.every((one) => isEmpty(compareSchemas(one, structuredClone(one)))) }
    : process.argv[2] === 'held'
      ? { heldMiB: freedBy(() => definitions.pop()) }
      : {}
report(counts!.tables, { ...counts, ...more })

function countsOf({ tables, routines, views }: SchemaDefinition) {
  const constraints = tables.flatMap(({ constraints }) => constraints)
  return {
    tables: tables.length,
    foreignKeys: constraints.filter(({ kind }) => kind === 'foreign key').length,
    routines: routines.length,
    views: views.length,
  }
}

function freedBy(drop: () => void): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  const used = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  const before = used()
  drop()
  return (before - used()) / 2 ** 20
}
