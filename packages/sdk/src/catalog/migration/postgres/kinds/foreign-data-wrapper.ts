import { hazard } from '../hazards.ts'
import type { KindRules } from '../kind-rules.ts'
import { quoteIdentifier } from '../quote.ts'
import { foreignOptionChanges, foreignOptions } from './foreign-options.ts'

const privileged = hazard('needs a superuser', 'Only a superuser makes and changes foreign data wrappers.')

export const foreignDataWrapperRules: KindRules<'foreign data wrapper'> = {
  create({ id, object: { name, handler, validator, options } }) {
    const parts = [
      `CREATE FOREIGN DATA WRAPPER ${quoteIdentifier(name)}`,
      ...(handler === null ? [] : [`HANDLER ${handler}`]),
      ...(validator === null ? [] : [`VALIDATOR ${validator}`]),
    ]
    const statements = [[...parts, foreignOptions(options)].filter((part) => part !== '').join(' ')]
    return [{ action: 'create', title: `create ${id}`, statements, hazards: [privileged] }]
  },
  drop: ({ id, object: { name } }) => [
    { action: 'drop', title: `drop ${id}`, statements: [`DROP FOREIGN DATA WRAPPER ${quoteIdentifier(name)}`] },
  ],
  alter({ object: from }, { id, object: to }) {
    const called = (what: 'HANDLER' | 'VALIDATOR', old: string | null, now: string | null) =>
      old === now ? '' : now === null ? `NO ${what}` : `${what} ${now}`
    const parts = [
      called('HANDLER', from.handler, to.handler),
      called('VALIDATOR', from.validator, to.validator),
      foreignOptionChanges(from.options, to.options),
    ].filter((part) => part !== '')
    if (parts.length === 0) return { how: 'in place', drafts: [] }
    const statements = [`ALTER FOREIGN DATA WRAPPER ${quoteIdentifier(to.name)} ${parts.join(' ')}`]
    return { how: 'in place', drafts: [{ action: 'alter', title: `change ${id}`, statements, hazards: [privileged] }] }
  },
}
