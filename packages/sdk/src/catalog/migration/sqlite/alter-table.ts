import { quoteIdentifier } from '../../../database/sqlite/quote.ts'
import { withoutDerivedNames } from '../../analyze/sqlite/constraint-names.ts'
import { type ObjectId, objectId } from '../../identity.ts'
import { columnText } from './column-text.ts'
import { type Draft, deletesData, hazard, rewritesTable } from './draft.ts'
import type { TableChange } from './table-change.ts'
import { constraintText, referencesText } from './table-text.ts'

/** Columns that come and go without a rebuild. */
export function alterTable(change: TableChange): Draft[] {
  return [...change.removedColumns.map(({ name }) => dropColumn(change, name)), ...addColumns(change)]
}

/** In the old way, in which SQLite does not look at views and triggers: what they say is compared on its own. */
function dropColumn({ from, to }: TableChange, name: string): Draft {
  const computed = from.columns.some((column) => column.name === name && column.generated)
  return {
    action: 'drop',
    object: columnId(to.name, name),
    title: `drop column ${to.schema}.${to.name}.${name}`,
    statements: [
      'PRAGMA legacy_alter_table = ON',
      `ALTER TABLE ${quoteIdentifier(to.name)} DROP COLUMN ${quoteIdentifier(name)}`,
      'PRAGMA legacy_alter_table = OFF',
    ],
    hazards: [...(computed ? [] : deletesData(`The values of ${to.name}.${name}.`)), ...rewritesTable(to.name)],
  }
}

/** A foreign key comes with its column, and checks with the last column, when all are there that they name. */
function addColumns({ to, addedColumns, addedConstraints }: TableChange): Draft[] {
  const constraints = withoutDerivedNames(to).filter((_, at) => {
    const constraint = to.constraints[at]
    return constraint !== undefined && addedConstraints.includes(constraint)
  })
  return addedColumns.map((column, at) => {
    const checks = at === addedColumns.length - 1 ? constraints.filter(({ kind }) => kind === 'check') : []
    const clauses = constraints.flatMap((one) => {
      if (one.kind !== 'foreign key' || one.columns[0] !== column.name) return []
      return [`${one.name === null ? '' : `CONSTRAINT ${quoteIdentifier(one.name)} `}${referencesText(one)}`]
    })
    const text = [columnText(column, to), ...clauses, ...checks.map((check) => constraintText(check))].join(' ')
    return {
      action: 'create',
      object: columnId(to.name, column.name),
      title: `add column ${to.schema}.${to.name}.${column.name}`,
      statements: [`ALTER TABLE ${quoteIdentifier(to.name)} ADD COLUMN ${text}`],
      hazards:
        checks.length === 0
          ? []
          : [
              hazard('scans table', `Every row of ${to.name} is held against its new checks.`),
              hazard('may fail on data', `Rows of ${to.name} may break its new checks.`),
            ],
    }
  })
}

function columnId(table: string, column: string): ObjectId {
  return objectId('column', 'main', table, column)
}
