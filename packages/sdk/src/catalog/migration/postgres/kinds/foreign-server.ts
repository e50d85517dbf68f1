import { quoteLiteral } from '../../../../database/postgres/quote.ts'
import type { KindRules } from '../kind-rules.ts'
import { quoteIdentifier } from '../quote.ts'
import { foreignOptionChanges, foreignOptions } from './foreign-options.ts'

export const foreignServerRules: KindRules<'foreign server'> = {
  create({ id, object: { name, wrapper, type, version, options } }) {
    const parts = [
      `CREATE SERVER ${quoteIdentifier(name)}`,
      ...(type === null ? [] : [`TYPE ${quoteLiteral(type)}`]),
      ...(version === null ? [] : [`VERSION ${quoteLiteral(version)}`]),
      `FOREIGN DATA WRAPPER ${quoteIdentifier(wrapper)}`,
    ]
    const statements = [[...parts, foreignOptions(options)].filter((part) => part !== '').join(' ')]
    return [{ action: 'create', title: `create ${id}`, statements }]
  },
  drop: ({ id, object: { name } }) => [
    { action: 'drop', title: `drop ${id}`, statements: [`DROP SERVER ${quoteIdentifier(name)}`] },
  ],
  alter({ object: from }, { id, object: to }) {
    if (from.type !== to.type || from.wrapper !== to.wrapper) return { how: 'replace' }
    const version = to.version === null ? 'NULL' : quoteLiteral(to.version)
    const parts = [
      from.version === to.version ? '' : `VERSION ${version}`,
      foreignOptionChanges(from.options, to.options),
    ].filter((part) => part !== '')
    if (parts.length === 0) return { how: 'in place', drafts: [] }
    const statements = [`ALTER SERVER ${quoteIdentifier(to.name)} ${parts.join(' ')}`]
    return { how: 'in place', drafts: [{ action: 'alter', title: `change ${id}`, statements }] }
  },
}
