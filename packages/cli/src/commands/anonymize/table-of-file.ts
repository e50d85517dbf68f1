import { basename, extname } from 'node:path'
import { columnIdentity, type MaskingPolicy, tableIdentity } from '@understudy/sdk'
import { usage } from '../generate/options.ts'

/** The table of the policy that a file is of: the one it is named after, in any schema, or the only one that there is. */
export function tableOfFile(path: string, policy: MaskingPolicy, said: string | undefined): string {
  const tables = Object.keys(policy.tables)
  if (said !== undefined) {
    if (tables.includes(said)) return said
    throw usage(`the policy has no table ${said}`, `Name one that it has: ${tables.join(', ')}.`)
  }
  const name = tableIdentity(basename(path, extname(path)))
  const named = tables.filter((table) => table === name || table.endsWith(`.${name}`))
  const [only, ...more] = named.length > 0 ? named : tables
  if (only !== undefined && more.length === 0) return only
  throw usage(
    tables.length === 0
      ? 'the policy speaks of no table'
      : `which table of the policy ${basename(path)} is of is not clear`,
    tables.length === 0
      ? `Decide about its columns, such as ${columnIdentity(name, 'email')}, under "tables".`
      : `Say which one: --table with one of ${tables.join(', ')}.`,
  )
}
