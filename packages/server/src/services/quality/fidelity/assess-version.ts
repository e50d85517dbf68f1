import { parseSchema } from '@understudy/sdk'
import type { FidelityReport, Floors } from '@understudy/sdk/synthesize'
import { validateSyntheticQuality } from '@understudy/sdk/synthesize'
import type { Services } from '../../call.ts'
import type { VersionPlace } from '../../datasets/write/part.ts'
import type { Gate } from '../gate.ts'
import { versionSource } from '../version-source.ts'
import type { GateReference } from './gate-reference.ts'

/** All that is compared is held in memory by columns, and the rows of a reference are never sampled. */
const mostRows = 200_000
const fidelityFigures = ['shapes', 'trends', 'overall', 'calibrated', 'classifierAuc'] as const

type Outcome = 'passed' | 'refused'

export interface Assessment {
  /** Null where the gate does not ask for it, or where there is nothing yet to hold it against. */
  readonly fidelity: Outcome | null
  readonly privacy: Outcome | null
  readonly why: string | null
  readonly figures: readonly Figures[]
  readonly report: FidelityReport | null
}

/** Of one entity: scores, never values. */
export interface Figures {
  readonly entity: string
  readonly shapes: number | null
  readonly trends: number | null
  readonly overall: number | null
  readonly calibrated: number | null
  readonly classifierAuc: number | null
  /** The greatest of all attacks. */
  readonly risk: number | null
  /** Rows that an alarm names. */
  readonly leaked: number
}

interface Asked {
  readonly place: VersionPlace & { readonly rows: number }
  readonly gate: Gate
  readonly against: GateReference
  readonly at: Date
  readonly signal: AbortSignal
}

/**
 * A version held against the rows that it is to be like, and is not to give away. What was asked for and cannot be
 * measured is refused: silence is no proof.
 */
export async function assessVersion(
  services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
  { place, gate, against, at, signal }: Asked,
): Promise<Assessment> {
  const { reference, holdout } = against
  const unmeasured = (why: string, outcome: Outcome | null): Assessment => ({
    fidelity: gate.fidelity ? outcome : null,
    privacy: gate.privacy ? outcome : null,
    why,
    figures: [],
    report: null,
  })
  if (against.why !== null || reference === null) {
    return unmeasured(against.why ?? 'there is no reference', against.first && !gate.strict ? null : 'refused')
  }
  const rows = place.rows + reference.rows + (holdout?.rows ?? 0)
  if (rows > mostRows) {
    return unmeasured(`it would be compared with ${rows} rows in all, and at most ${mostRows} are`, 'refused')
  }
  const { team } = place
  const of = (one: { readonly dataset: string; readonly version: number }) =>
    versionSource(services, { team, ...one }, { signal })
  const real = await of(reference)
  const made = await of({ dataset: place.dataset, version: place.version })
  const held = holdout && (await of(holdout))
  const report = await validateSyntheticQuality(real.source, made.source, {
    now: at,
    floors: floorsOf(gate),
    ...(held ? { holdout: held.source } : {}),
    ...(made.schema === undefined ? {} : { schema: parseSchema(made.schema) }),
    signal,
  })
  const entities = real.entities.map(({ entity }) => entity)
  const [fidelity, privacy] = [faithless(report, entities), revealing(report, entities)]
  const whys = [...(gate.fidelity ? fidelity : []), ...(gate.privacy ? privacy : [])]
  return {
    fidelity: gate.fidelity ? (fidelity.length === 0 ? 'passed' : 'refused') : null,
    privacy: gate.privacy ? (privacy.length === 0 ? 'passed' : 'refused') : null,
    why: whys.length === 0 ? null : whys.slice(0, 5).join('; '),
    figures: report.entities.map((one) => figuresOf(one, report)),
    report,
  }
}

function floorsOf({ fidelity, privacy }: Gate): Floors {
  const asked = fidelityFigures.map((figure) => [figure, fidelity?.[figure]] as const)
  return Object.fromEntries(
    [...asked, ['risk', privacy?.risk] as const].flatMap(([figure, floor]) =>
      floor === undefined ? [] : [[figure, floor] as const],
    ),
  )
}

/** Why it is not as like as was asked for. */
function faithless(report: FidelityReport, entities: readonly string[]): string[] {
  const compared = new Set(
    report.entities.filter(({ columns }) => columns.some(({ score }) => score !== null)).map(({ entity }) => entity),
  )
  return [
    ...entities.filter((entity) => !compared.has(entity)).map((entity) => `${entity}: nothing could be compared`),
    ...report.floors
      .filter(({ figure, held }) => !held && figure !== 'risk')
      .map(({ entity, figure, value, floor }) => `${entity}: ${figure} is ${rounded(value)}, not ${floor}`),
  ]
}

/** Why it may give somebody away. */
function revealing(report: FidelityReport, entities: readonly string[]): string[] {
  const looked = new Set(report.privacy.map(({ entity }) => entity))
  return [
    ...report.alarms.map(({ entity, count, kind }) =>
      kind === 'identical' ? `${entity}: ${count} rows are real rows` : `${entity}: ${count} rows are nearly real rows`,
    ),
    ...entities
      .filter((entity) => !looked.has(entity))
      .map((entity) => `${entity}: too few rows to tell whether any has leaked`),
    ...report.floors
      .filter(({ figure, held }) => !held && figure === 'risk')
      .map(({ entity, value, floor }) => `${entity}: the risk is ${rounded(value)}, and ${floor} is allowed`),
  ]
}

function figuresOf(
  { entity, comparable, calibrated, classifierAuc }: FidelityReport['entities'][number],
  report: FidelityReport,
): Figures {
  const risks = report.privacy.filter((one) => one.entity === entity).flatMap((one) => one.risks)
  return {
    entity,
    ...comparable,
    calibrated: calibrated?.value ?? null,
    classifierAuc: classifierAuc?.value ?? null,
    risk: risks.length === 0 ? null : Math.max(...risks.map(({ risk }) => risk.value)),
    leaked: report.alarms.filter((one) => one.entity === entity).reduce((sum, { count }) => sum + count, 0),
  }
}

function rounded(value: number | null): string {
  return value === null ? 'not measurable' : value.toFixed(3)
}
