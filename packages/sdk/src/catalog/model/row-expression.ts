import { UnderstudyError } from '../../errors.ts'
import type { Expression } from '../../model/expression/ast.ts'
import { unsupportedIn } from '../../model/expression/evaluate.ts'
import { bindFields, renameField } from '../../model/expression/fields.ts'
import { conjunctsOf } from '../../model/expression/normal.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import { printExpression } from '../../model/expression/print.ts'
import { rewrite } from '../../model/expression/walk.ts'
import type { ColumnType } from '../column-type.ts'
import type { SchemaDefinition } from '../definition.ts'

/** An expression as far as a model can hold it: parts that must all hold, and parts that cannot be evaluated, with reasons. */
export interface RowExpression {
  readonly known: readonly { readonly expression: Expression; readonly text: string }[]
  readonly unknown: readonly { readonly text: string; readonly reasons: readonly string[] }[]
}

/** Reads expressions of one database over columns of one table; `value` is the column that VALUE of a domain stands for. */
export function rowExpressions(definition: SchemaDefinition) {
  const dialect = definition.engine
  const plainNames = new Map<string, string>([
    ...definition.enums.map((type): [string, string] => [type.name, 'text']),
    ...definition.domains.map((type): [string, string] => [type.name, plainName(type.base)]),
    ['citext', 'text'],
  ])
  return (text: string, columns: readonly string[], value?: string): RowExpression => {
    const parsed = parse(text)
    if (typeof parsed === 'string') return { known: [], unknown: [{ text, reasons: [parsed] }] }
    const own = value === undefined ? parsed : renameField(parsed, 'VALUE', value)
    const { expression, unknown } = bindFields(
      rewrite(own, (part) => withPlainType(part, plainNames)),
      columns,
      dialect === 'sqlite',
    )
    if (unknown.length > 0)
      return { known: [], unknown: [{ text, reasons: unknown.map((name) => `the column ${name}`) }] }
    const parts =
      unsupportedIn(expression, undefined, { dialect }).length === 0 ? [expression] : conjunctsOf(expression)
    const read = parts.map((part) => ({
      expression: part,
      text: printExpression(part),
      reasons: unsupportedIn(part, undefined, { dialect }),
    }))
    return {
      known: read.filter(({ reasons }) => reasons.length === 0),
      unknown: read.filter(({ reasons }) => reasons.length > 0),
    }
  }
}

/** The message where it is no expression that can be read. */
function parse(text: string): Expression | string {
  try {
    return parseExpression(text)
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError && thrown.code === 'EXPRESSION_INVALID')) throw thrown
    return thrown.message
  }
}

/** Outside of its database nobody knows a declared type; what it is made of does as well for comparing. */
function withPlainType(part: Expression, plainNames: ReadonlyMap<string, string>): Expression {
  if (part.type !== 'cast') return part
  const name = plainNames.get(part.target.name)
  return name === undefined ? part : { ...part, target: { ...part.target, name, modifiers: [] } }
}

function plainName(type: ColumnType): string {
  switch (type.kind) {
    case 'domain':
      return plainName(type.base)
    case 'array':
      return `${plainName(type.element)}`
    case 'double':
      return 'double precision'
    case 'timestamp':
      return 'timestamp without time zone'
    case 'timestamptz':
      return 'timestamp with time zone'
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'numeric':
    case 'real':
    case 'boolean':
    case 'date':
    case 'time':
    case 'uuid':
    case 'json':
    case 'jsonb':
    case 'interval':
      return type.kind
    default:
      return 'text'
  }
}
