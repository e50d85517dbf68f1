import type { FidelityReport, Floors } from '@understudy/sdk/synthesize'
import type { Services } from '../../call.ts'
import { readChunks } from '../../datasets/read/read-chunks.ts'
import { unmasked } from '../../datasets/read/sight.ts'
import { findVersion } from '../../datasets/read/version.ts'
import { readVersionSchema } from '../../datasets/write/begin-version.ts'
import type { VersionPlace } from '../../datasets/write/part.ts'
import type { Gate } from '../gate.ts'
import type { GateReference } from './gate-reference.ts'
import { measureInThread } from './measure-in-thread.ts'
import type { MeasuredSide } from './measure-request.ts'

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
  const of = (one: { readonly dataset: string; readonly version: number }) =>
    sideOf(services, { team: place.team, dataset: one.dataset, version: one.version }, signal)
  const real = await of(reference)
  const request = {
    real,
    synthetic: await of(place),
    holdout: holdout ? await of(holdout) : undefined,
    floors: floorsOf(gate),
    at,
  }
  const report = await measureInThread(request, signal)
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

/** All rows of it, in memory, as they are told to the thread. */
async function sideOf(
  services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
  place: VersionPlace,
  signal: AbortSignal,
): Promise<MeasuredSide> {
  const { team, dataset, version } = place
  const found = await services.store.readTeam(team, (db) => findVersion(db, team, dataset, version, { hidden: true }))
  const entities: MeasuredSide['entities'][number][] = []
  for (const { entity, columns } of found.entities) {
    const chunks: Uint8Array[] = []
    for await (const { bytes } of readChunks(services, { ...place, entity, sight: unmasked }, signal))
      chunks.push(bytes)
    entities.push({ entity, columns, chunks })
  }
  return {
    name: `${found.dataset.name} v${version}`,
    schema: await readVersionSchema(services, place),
    entities,
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
