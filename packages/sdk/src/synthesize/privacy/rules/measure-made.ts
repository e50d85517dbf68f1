import type { PrivacyRules } from '../../../anonymize/privacy/privacy-rules.ts'
import { provePrivacy } from '../../../anonymize/privacy/prove-privacy.ts'
import { counted } from '../../../model/counted.ts'
import { type Stream, substream } from '../../../random/stream.ts'
import { calibratedScore } from '../../fidelity/calibrated/calibrated-score.ts'
import { pairUpEntities } from '../../fidelity/pair-up-entities.ts'
import { alignTables } from '../../fidelity/table/align-tables.ts'
import type { Table } from '../../fidelity/table/cells.ts'
import { readTables } from '../../fidelity/table/read-tables.ts'
import type { Estimate } from '../../fidelity-report.ts'
import { measureRisks } from '../attacks/measure-risks.ts'
import { measurePrivacy } from '../measure-privacy.ts'
import { type MadeRows, sourceOfRows } from './made-rows.ts'
import type { PrivacyCheck } from './privacy-check.ts'
import { privateFields } from './private-fields.ts'
import { readGeneralized } from './read-generalized.ts'
import { realValues } from './real-values.ts'

export interface RealTables {
  readonly real: ReadonlyMap<string, Table>
  readonly holdout: ReadonlyMap<string, Table> | undefined
}

export interface MeasuredRows {
  /** The least calibrated score of the entities of which there is one. */
  readonly accuracy: number | null
  /** The greatest risk of an attack; null without a holdout. */
  readonly risk: number | null
  /** Of the groups that generalized fields make; null of rows that were not generalized. */
  readonly smallestGroup: number | null
  readonly checks: readonly PrivacyCheck[]
}

/** That a check fails by chance: of all fields together. */
const falseAlarm = 1e-3

/** What is left of the statistics, what an attacker gains, and whether each promise of the rules holds, on the rows themselves. */
export async function measureMade(
  { real, holdout }: RealTables,
  data: MadeRows,
  rules: PrivacyRules | undefined,
  stream: Stream,
): Promise<MeasuredRows> {
  const generalizes = rules?.maskingStrategy === 'generalize'
  const fieldsOf = (entity: string, columns: readonly string[]) =>
    rules === undefined ? [] : privateFields(rules.piiFields, entity, columns)
  const readable = Object.fromEntries(
    Object.entries(data).map(([entity, rows]) => [
      entity,
      generalizes ? readGeneralized(rows, fieldsOf(entity, columnsOf(rows))) : rows,
    ]),
  )
  const made = await readTables(sourceOfRows(readable))
  const checks: PrivacyCheck[] = []
  const scores: number[] = []
  const risks: number[] = []
  const groups: number[] = []
  const paired = pairUpEntities(real, made, holdout)
  for (const note of paired.complete ? [] : paired.notes)
    checks.push({ promise: 'statistical-accuracy', entity: '', held: null, value: null, note })
  for (const { real: before, synthetic, holdout: held } of paired.pairs) {
    const { entity } = before
    const own = substream(stream, entity)
    const compared = alignTables(before, synthetic, held)
    const calibrated = calibratedScore(compared, { stream: own })
    if ('note' in calibrated)
      checks.push({ promise: 'statistical-accuracy', entity, held: null, value: null, note: calibrated.note })
    else {
      scores.push(calibrated.estimate.value)
      checks.push(accuracyCheck(entity, calibrated.estimate.value, rules?.statisticalAccuracy ?? 0))
    }
    const { risks: found, notes } = measureRisks(compared, { stream: own })
    risks.push(...found.map(({ risk }) => risk.value))
    if (rules === undefined) continue

    const fields = fieldsOf(synthetic.entity, [...synthetic.columns.keys()])
    // The middle of a range lies beside some real value for all rows of its group alike: that leaks nobody.
    const plain = generalizes ? compared.columns.filter(({ name }) => !fields.includes(name)) : compared.columns
    const privacy = measurePrivacy({ ...compared, columns: plain }, { stream: own })
    if ('note' in privacy) checks.push({ promise: 'no-leak', entity, held: null, value: null, note: privacy.note })
    else {
      const leaked = privacy.alarms.reduce((sum, { count }) => sum + count, 0)
      checks.push({ promise: 'no-leak', entity, held: leaked === 0, value: leaked })
    }
    if (generalizes) {
      if (fields.length > 0) checks.push(...groupChecks(entity, data[synthetic.entity] ?? [], fields, rules, groups))
      continue
    }
    const linked = found.find(({ attack }) => attack === 'linkability')
    checks.push(
      linked === undefined
        ? { promise: 'not-linkable', entity, held: null, value: null, note: notes.join('; ') }
        : { promise: 'not-linkable', entity, held: !isSurelyAbove0(linked.risk), value: linked.risk.value },
    )
    for (const field of fields) {
      const cells = before.columns.get(field)
      const fresh = synthetic.columns.get(field)
      if (cells === undefined || fresh === undefined) continue
      const { values, share, pValue } = realValues(cells, fresh)
      checks.push({
        promise: 'fresh-values',
        entity,
        field,
        held: pValue >= falseAlarm / fields.length,
        value: share,
        ...(values > 0
          ? { note: `${counted(values, 'real value')} ${values === 1 ? 'is' : 'are'} in the synthetic rows too` }
          : {}),
      })
    }
  }
  const least = (values: readonly number[]) => (values.length === 0 ? null : Math.min(...values))
  return {
    accuracy: least(scores),
    risk: risks.length === 0 ? null : Math.max(...risks),
    smallestGroup: least(groups),
    checks,
  }
}

/** With 99.9 % instead of the 95 % of its interval: a run is not to fail by chance. */
function isSurelyAbove0({ value, interval: [, high] }: Estimate): boolean {
  return value - 1.68 * (high - value) > 0
}

function accuracyCheck(entity: string, value: number, asked: number): PrivacyCheck {
  return { promise: 'statistical-accuracy', entity, held: value >= asked, value, asked }
}

function groupChecks(
  entity: string,
  rows: readonly Readonly<Record<string, unknown>>[],
  fields: readonly string[],
  { k = 5, sensitive, l }: PrivacyRules,
  groups: number[],
): PrivacyCheck[] {
  const columns = columnsOf(rows)
  const own = sensitive && privateFields(sensitive, entity, columns)
  const proof = provePrivacy(rows, { quasiIdentifiers: [...fields], k, sensitive: own, l })
  groups.push(proof.smallestGroup)
  let suppressed = 0
  for (const row of rows) for (const field of fields) if (row[field] === '*') suppressed++
  return [
    {
      promise: 'k-anonymity',
      entity,
      held: proof.rowsInSmallGroups === 0,
      value: proof.smallestGroup,
      asked: k,
      ...(suppressed > 0
        ? { note: `${counted(suppressed, 'value')} ${suppressed === 1 ? 'is' : 'are'} suppressed` }
        : {}),
    },
    ...proof.diversity.map(
      ({ column, fewest, groupsBelow }): PrivacyCheck => ({
        promise: 'l-diversity',
        entity,
        field: column,
        held: groupsBelow === 0,
        value: fewest,
        asked: l,
      }),
    ),
  ]
}

function columnsOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  return Object.keys(rows[0] ?? {})
}
