import type { Fact } from '@understudy/sdk/schema'
import { counted } from '../../terminal/amounts.ts'

/** The kinds of parts under which a table or a view is read, in their order. */
export const partKinds = [
  'column',
  'constraint',
  'index',
  'statistics',
  'trigger',
  'rule',
  'policy',
] as const satisfies readonly Fact['kind'][]

/** What there is to say of an object in a line, beside its name. */
export function partText(fact: Fact, engine: 'postgres' | 'sqlite'): string {
  switch (fact.kind) {
    case 'column':
      return columnText(fact)
    case 'default':
      return fact.object.expression
    case 'constraint':
      return fact.object.definition ?? constraintText(fact)
    case 'index':
      return `${fact.object.definition ?? ''}${fact.object.valid ? '' : ' (invalid)'}`
    case 'trigger':
    case 'rule':
    case 'statistics':
      return fact.object.definition ?? ''
    case 'policy': {
      const { command, permissive, roles, using, check } = fact.object
      return [
        `for ${command} to ${roles.map((role) => role ?? 'public').join(', ')}`,
        permissive ? '' : 'restrictive',
        using === null ? '' : `using (${using})`,
        check === null ? '' : `with check (${check})`,
      ]
        .filter((part) => part !== '')
        .join(' ')
    }
    case 'enum':
      return fact.object.values.map((value) => `'${value}'`).join(', ')
    case 'domain':
      return `${fact.object.baseType}${fact.object.notNull ? ' not null' : ''}${fact.object.checks.map(({ expression }) => ` check ${expression}`).join('')}`
    case 'composite':
      return fact.object.fields.map(({ name, databaseType }) => `${name} ${databaseType}`).join(', ')
    case 'range':
      return `of ${fact.object.subtype}`
    case 'sequence': {
      const { databaseType, start, increment, owner } = fact.object
      const owned = owner === null ? '' : ` owned by ${owner.name}.${owner.column}`
      return `${databaseType} from ${start} by ${increment}${owned}`
    }
    case 'function':
    case 'procedure':
    case 'aggregate':
      return `${fact.object.returns === null ? '' : `returns ${fact.object.returns} `}in ${fact.object.language}`
    case 'view':
    case 'materialized view':
      return counted(fact.object.columns.length, 'column')
    case 'table':
      return tableText(fact, engine)
    case 'extension':
      return `${fact.object.version} in ${fact.object.schema}`
    case 'event trigger':
      return `on ${fact.object.event} runs ${fact.object.function.schema}.${fact.object.function.name}`
    case 'publication':
      return fact.object.allTables ? 'for all tables' : `for ${counted(fact.object.tables.length, 'table')}`
    case 'foreign server':
      return `of ${fact.object.wrapper}`
    case 'schema':
    case 'collation':
    case 'foreign data wrapper':
    case 'user mapping':
    case 'default privileges':
      return ''
  }
}

function columnText({ object }: Extract<Fact, { kind: 'column' }>): string {
  const { databaseType, notNull, default: standard, identity, generated, collation } = object
  return [
    databaseType,
    collation === null ? '' : `collate ${collation}`,
    notNull ? 'not null' : '',
    standard === null ? '' : `default ${standard}`,
    identity === null ? '' : `identity ${identity}`,
    generated === null ? '' : `generated (${generated.expression})${generated.stored ? ' stored' : ''}`,
  ]
    .filter((part) => part !== '')
    .join(' ')
}

function constraintText({ object }: Extract<Fact, { kind: 'constraint' }>): string {
  switch (object.kind) {
    case 'primary key':
    case 'unique':
      return `${object.kind} (${object.columns.join(', ')})`
    case 'foreign key':
      return `foreign key (${object.columns.join(', ')}) references ${object.references.name} (${object.references.columns.join(', ')})`
    case 'check':
      return `check (${object.expression})`
    case 'exclusion':
      return `exclude using ${object.method}`
  }
}

function tableText({ object }: Extract<Fact, { kind: 'table' }>, engine: 'postgres' | 'sqlite'): string {
  const { kind, partitionBy, boundText, parents, unlogged, strict, withoutRowid, rowSecurity, foreign } = object
  const above = parents.map(({ name }) => name).join(', ')
  return [
    kind === 'virtual' ? 'virtual' : '',
    unlogged ? 'unlogged' : '',
    foreign === null ? '' : `on ${foreign.server}`,
    kind === 'partition' ? `of ${above} ${boundText ?? ''}` : above === '' ? '' : `inherits ${above}`,
    partitionBy === null ? '' : `by ${partitionBy}`,
    strict && engine === 'sqlite' ? 'strict' : '',
    withoutRowid ? 'without rowid' : '',
    rowSecurity.enabled ? `row security${rowSecurity.forced ? ', forced' : ''}` : '',
  ]
    .filter((part) => part !== '')
    .join(' ')
}
