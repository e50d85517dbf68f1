import { readFile } from 'node:fs/promises'
import type { DataSchema } from '@understudy/sdk'
import { evaluateRules, openDataset, parseQualityRules } from '@understudy/sdk/quality'
import { customers } from '../customers.ts'
import { report } from '../measure.ts'
import { qualityRules } from '../quality-rules.ts'

const [path = '', countriesPath = ''] = process.argv.slice(2)
const rules = parseQualityRules(qualityRules(JSON.parse(await readFile(countriesPath, 'utf8'))))
await using dataset = await openDataset(path, { schema: asSchema(customers) })
const { results, entities } = await evaluateRules(dataset.source, rules, { now: new Date() })
report(entities[0]!.rows, { counts: Object.fromEntries(results.map(({ id, failed }) => [id, failed])) })

/** A cast: its types are texts of the list that schemas know. */
function asSchema(schema: typeof customers): DataSchema {
  return schema as unknown as DataSchema
}
