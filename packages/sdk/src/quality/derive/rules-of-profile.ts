import { counted } from '../../model/counted.ts'
import type { DataProfile, EntityProfile } from '../profile/data-profile.ts'
import { columnRules } from './column-rules.ts'
import { type LikelyKey, likelyKeys } from './likely-keys.ts'
import type { DerivationNote } from './quality-facts.ts'
import { type RuleDraft, RuleDrafts } from './rule-drafts.ts'
import type { DerivedRules } from './rules-of-facts.ts'
import { wilson } from './wilson.ts'

/** Fewer rows say nothing for sure: a value that one row of ten lacks is not seen missing in them with a chance of 4 %. */
const enoughRows = 30

/** An order is no chance where one row of twenty would break it, were the columns independent of each other. */
const surprising = 0.05

/**
 * Rules that the rows hold which were looked at, each with how sure it is that others will: the lower end of Wilson's 95 %
 * interval. Of each column one rule for each thing; where nothing was found, a note says why.
 */
export function rulesOfProfile(profile: DataProfile): DerivedRules {
  const drafts = new RuleDrafts('sample')
  const notes: DerivationNote[] = []
  for (const entity of profile.entities) {
    const { name, rows, columns } = entity
    if (rows < enoughRows) {
      notes.push({
        code: 'TOO_FEW_ROWS',
        at: name,
        message: `${counted(rows, 'row')}: fewer than ${enoughRows} say nothing for sure.`,
      })
      continue
    }
    const names = columns.map((column) => column.name)
    drafts.add(
      name,
      '',
      { type: 'columns', names, severity: 'major' },
      `${counted(names.length, 'column')} of the sample`,
      0.9,
    )
    const keys = likelyKeys(entity)
    for (const key of keys) addKey(drafts, entity, key)
    const primary = keys.find((key) => key.primary)
    const referring = profile.foreignKeys.filter(({ child }) => child.entity === name)
    const identifying = new Set([...keys, ...referring.map(({ child }) => child)].flatMap((one) => one.columns))
    for (const column of columns)
      columnRules(entity, column, {
        drafts,
        notes,
        inPrimaryKey: primary?.columns.includes(column.name) ?? false,
        identifies: identifying.has(column.name),
        refers: referring.some(({ child }) => child.columns.includes(column.name)),
      })
    addPairs(drafts, entity, identifying)
    for (const { child, parent, n, exact, named } of referring) {
      const evidence = `${counted(n, 'different value')}${exact ? '' : ' of a sample'}, all of which stand in ${parent.entity}${named ? '; the names say so too' : ''}`
      const confidence = wilson(n, n).low * (named ? 1 : 0.8)
      drafts.add(
        name,
        child.columns.join('+'),
        { type: 'foreignKey', columns: [...child.columns], parent: parent.entity, parentColumns: [...parent.columns] },
        evidence,
        confidence,
      )
    }
  }
  return { rules: drafts.rules, notes }
}

function addKey(drafts: RuleDrafts, { name }: EntityProfile, { columns, n, primary, meant }: LikelyKey): void {
  const evidence = `${counted(n, 'row')} without a null and without the same twice`
  const own = [...columns]
  const draft: RuleDraft = primary
    ? { type: 'primaryKey', columns: own, severity: 'critical' }
    : { type: 'unique', columns: own }
  drafts.add(name, columns.join('+'), draft, evidence, wilson(n, n).low * (meant ? 1 : 0.8))
}

/** Numbers that name things have no order that means anything. */
function addPairs(
  drafts: RuleDrafts,
  { name, orderings, dependencies }: EntityProfile,
  identifying: ReadonlySet<string>,
): void {
  for (const { lesser, greater, strict, n, byChance } of implying(orderings)) {
    if (byChance < surprising * n || identifying.has(lesser) || identifying.has(greater)) continue
    const evidence = `${counted(n, 'row')}, of which about ${byChance.toLocaleString('en-US')} would break it by chance`
    drafts.add(
      name,
      `${lesser}+${greater}`,
      { type: 'pairGreater', lesser, greater, ...(strict ? {} : { orEqual: true }) },
      evidence,
      wilson(n, n).low,
    )
  }
  for (const { from, to, n, groups } of dependencies) {
    const evidence = `${counted(n, 'row')} of ${counted(groups, 'value')}, each with one value of the other`
    drafts.add(
      name,
      `${from}+${to}`,
      { type: 'functionalDependency', columns: [from], determines: to },
      evidence,
      wilson(n, n).low,
    )
  }
}

/** Those that do not follow from two others. */
function implying(orderings: EntityProfile['orderings']): EntityProfile['orderings'] {
  return orderings.filter(
    ({ lesser, greater, strict, n }) =>
      !orderings.some(
        (first) =>
          first.lesser === lesser &&
          first.n >= n &&
          orderings.some(
            (second) =>
              second.lesser === first.greater &&
              second.greater === greater &&
              second.n >= n &&
              (!strict || first.strict || second.strict),
          ),
      ),
  )
}
