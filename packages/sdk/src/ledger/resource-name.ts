import { redactUrl } from '../database/url.ts'
import type { Resource } from './resource.ts'

/** For people, in one line; of rows the number, never a value. */
export function resourceName(resource: Resource): string {
  switch (resource.kind) {
    case 'postgres-database':
      return `database ${resource.name} on ${redactUrl(resource.server)}`
    case 'postgres-schema':
      return `schema ${resource.name} in ${redactUrl(resource.database)}`
    case 'path':
      return resource.path
    case 'rows': {
      const { rows, table, database } = resource
      return `${rows.length} ${rows.length === 1 ? 'row' : 'rows'} of ${table} in ${redactUrl(database)}`
    }
    case 'production':
      return `test data of ${resource.testId} at ${redactUrl(resource.baseUrl)}`
  }
}
