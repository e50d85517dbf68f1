import type { Column } from '../../definition.ts'
import type { Hazard } from '../step.ts'
import { defaultFits } from './add-column.ts'
import { affinityOf } from './affinity.ts'
import { deletesData, hazard, rewritesTable } from './draft.ts'
import type { TableChange } from './table-change.ts'

/** What a rebuild of a table may do to its rows, and what its rows may do to a rebuild. */
export function rebuildHazards(change: TableChange, rowsAreKept: boolean): Hazard[] {
  const { to } = change
  const lost = change.removedColumns.filter(({ generated }) => generated === null)
  const computed = change.changedColumns.filter((one) => one.to.generated && !one.from.generated)
  return [
    ...rewritesTable(to.name),
    ...(rowsAreKept ? [] : deletesData(`All rows of ${to.name}, since no column of it stays.`)),
    ...lost.flatMap(({ name }) => deletesData(`The values of ${to.name}.${name}.`)),
    ...computed.flatMap(({ to: { name } }) =>
      deletesData(`The values of ${to.name}.${name}, which is computed from now on.`),
    ),
    ...keptColumns(change).flatMap((one) => columnHazards(change, one)),
    ...change.addedColumns
      .filter(isRequired)
      .map(({ name }) =>
        hazard(
          'may fail on data',
          `Rows of ${to.name} have no value for ${name}, which may not be null and has no default.`,
        ),
      ),
    ...change.addedColumns
      .filter((column) => to.strict && !defaultFits(column))
      .map(({ name }) => hazard('may fail on data', `What rows of ${to.name} get in ${name} may not be of its type.`)),
    ...(to.strict && !change.from.strict
      ? [hazard('may fail on data', `Values of ${to.name} that are not of the type of their column are refused.`)]
      : []),
    ...change.addedConstraints.map(({ kind, name }) =>
      hazard('may fail on data', `Rows of ${to.name} may break its ${kind} ${name}.`),
    ),
    ...change.removedConstraints
      .filter(({ name }) => !change.addedConstraints.some((one) => one.name === name))
      .map(({ kind, name }) => hazard('drops what protects data', `${to.name} loses its ${kind} ${name}.`)),
  ]
}

/** Also those that say the same: in a strict table that may mean something else. */
function keptColumns({ from, to }: TableChange): { from: Column; to: Column }[] {
  return to.columns.flatMap((column) => {
    const before = from.columns.find(({ name }) => name === column.name)
    return before ? [{ from: before, to: column }] : []
  })
}

function columnHazards({ from, to }: TableChange, column: { readonly from: Column; readonly to: Column }): Hazard[] {
  const name = `${to.name}.${column.to.name}`
  const [before, after] = [column.from, column.to]
  const found: Hazard[] = []
  const newAffinity = affinityOf(after.databaseType, to.strict)
  if (affinityOf(before.databaseType, from.strict) !== newAffinity) {
    found.push(hazard('may change data', `Values of ${name} become ${newAffinity}, where that loses nothing.`))
  }
  if (to.strict && after.databaseType !== 'ANY' && after.databaseType !== before.databaseType) {
    found.push(hazard('may fail on data', `Values of ${name} that are not ${after.databaseType} are refused.`))
  }
  if (before.generated && after.generated && before.generated.expression !== after.generated.expression) {
    found.push(hazard('may change data', `${name} is computed in another way.`))
  }
  if (after.rowidAlias && !before.rowidAlias) {
    found.push(
      hazard('may change data', `Rows without a value in ${name} are numbered.`),
      hazard('may fail on data', `${name} takes nothing but whole numbers.`),
    )
  }
  const isOther = found.length > 0 || (after.generated && !before.generated)
  if (isOther && (to.strict || to.constraints.length > 0 || to.columns.some(({ notNull }) => notNull))) {
    found.push(hazard('may fail on data', `The new values of ${name} may break what ${to.name} asks of its rows.`))
  }
  if (after.notNull && !before.notNull) found.push(hazard('may fail on data', `${name} may hold null.`))
  if (before.collation !== after.collation) {
    found.push(
      hazard(
        'may fail on data',
        `Values of ${name} that differ may be equal by its collation, where keys want them to differ.`,
      ),
    )
  }
  return found
}

function isRequired(column: Column): boolean {
  const { notNull, rowidAlias, generated } = column
  return notNull && !rowidAlias && (generated !== null || column.default === null || column.default === 'NULL')
}
