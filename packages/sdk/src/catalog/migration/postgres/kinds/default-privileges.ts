import type { Access, DefaultPrivileges } from '../../../access.ts'
import { hazard } from '../hazards.ts'
import type { Draft, KindRules } from '../kind-rules.ts'
import { privilegeStatements } from '../privilege-statements.ts'
import { quoteIdentifier } from '../quote.ts'

const nothing: Access = { granted: [], revoked: [] }

export const defaultPrivilegesRules: KindRules<'default privileges'> = {
  create: ({ id, object }) => [draft('create', `create ${id}`, object, nothing, object)],
  drop: ({ id, object }) => [draft('drop', `drop ${id}`, object, object, nothing)],
  alter: ({ object: from }, { id, object: to }) => ({
    how: 'in place',
    drafts: [draft('alter', `change ${id}`, to, from, to)],
  }),
}

function draft(action: Draft['action'], title: string, about: DefaultPrivileges, from: Access, to: Access): Draft {
  const { role, schema, objects } = about
  const where = schema === null ? '' : ` IN SCHEMA ${quoteIdentifier(schema)}`
  const alter = `ALTER DEFAULT PRIVILEGES FOR ROLE ${quoteIdentifier(role)}${where}`
  const on = objects.toUpperCase()
  const why = `It changes who may use ${objects} that ${role} makes from then on.`
  return {
    action,
    title,
    statements: privilegeStatements(on, from, to).map((statement) => `${alter} ${statement}`),
    hazards: [hazard('changes access', why)],
  }
}
