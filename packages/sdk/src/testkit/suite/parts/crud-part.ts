import { analyzeSchema } from '../../../catalog/analyze.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import { type CrudOfRepository, type CrudTable, crudSuite } from '../../crud/crud-suite.ts'
import type { SuitePart } from '../suite-part.ts'

export const crudPart: SuitePart = {
  name: 'crud',
  category: 'unit',
  async *steps({ client, config }) {
    for (const given of config.crud ?? (await liveTables(client))) {
      const subject = typeof given === 'string' ? { table: given } : given
      yield { name: `crud of ${nameOf(subject)}`, run: () => crudSuite(client, subject) }
    }
  },
}

async function liveTables(client: DatabaseTestClient): Promise<CrudTable[]> {
  const { tables } = await client.transaction(({ session }) => analyzeSchema(session))
  return tables
    .filter(({ kind, constraints }) => kind === 'table' && constraints.some((one) => one.kind === 'primary key'))
    .map(({ schema, name }) => ({ table: { schema, name } }))
}

function nameOf(subject: CrudTable | CrudOfRepository): string {
  if ('name' in subject) return subject.name
  return typeof subject.table === 'string' ? subject.table : subject.table.name
}
