import { quoteLiteral } from '../../../../database/postgres/quote.ts'
import type { Hazard } from '../../step.ts'
import type { Draft, KindRules } from '../kind-rules.ts'
import { quoteIdentifier } from '../quote.ts'

const privileged: Hazard = {
  kind: 'needs a superuser',
  why: 'Only a superuser may do this, unless the extension is a trusted one.',
}

export const extensionRules: KindRules<'extension'> = {
  create({ id, object: { name, schema, version } }) {
    const statement = `CREATE EXTENSION ${quoteIdentifier(name)} SCHEMA ${quoteIdentifier(schema)} VERSION ${quoteLiteral(version)}`
    return [{ action: 'create', title: `create ${id}`, statements: [statement], hazards: [privileged] }]
  },
  drop({ id, object: { name } }) {
    const why = `Types, functions and tables that ${name} has made go with it, rows of its own tables included.`
    return [
      {
        action: 'drop',
        title: `drop ${id}`,
        statements: [`DROP EXTENSION ${quoteIdentifier(name)}`],
        hazards: [{ kind: 'deletes data', why }],
      },
    ]
  },
  alter({ id, object: from }, { object: to }) {
    const extension = `ALTER EXTENSION ${quoteIdentifier(to.name)}`
    const drafts: Draft[] = []
    if (isOlder(to.version, from.version)) {
      const hint = `Drop it and create it in version ${to.version} where nothing needs it, or keep ${from.version}.`
      return { how: 'refuse', why: `no extension knows a way back, here from ${from.version} to ${to.version}`, hint }
    }
    if (from.version !== to.version) {
      const why = `What changes is in the script that ${to.name} brings for the way from ${from.version} to ${to.version}, if it has one.`
      drafts.push({
        action: 'alter',
        title: `update ${id} to ${to.version}`,
        statements: [`${extension} UPDATE TO ${quoteLiteral(to.version)}`],
        hazards: [privileged, { kind: 'depends on what is not tracked', why }],
      })
    }
    if (from.schema !== to.schema) {
      drafts.push({
        action: 'alter',
        title: `move ${id} to schema ${to.schema}`,
        statements: [`${extension} SET SCHEMA ${quoteIdentifier(to.schema)}`],
      })
    }
    return { how: 'in place', drafts }
  },
}

/** Versions are only names; those that are numbers with dots have an order that everybody means. */
function isOlder(version: string, than: string): boolean {
  if (![version, than].every((text) => /^\d+(\.\d+)*$/.test(text))) return false
  const [numbers, others] = [version.split('.').map(Number), than.split('.').map(Number)]
  for (let at = 0; at < Math.max(numbers.length, others.length); at++) {
    const [one, other] = [numbers[at] ?? 0, others[at] ?? 0]
    if (one !== other) return one < other
  }
  return false
}
