import { setImmediate } from 'node:timers/promises'
import type { DataSchema } from '../../model/schema.ts'
import type { Metric, QualityMetrics } from '../../quality/quality-metrics.ts'
import type { RowSource } from '../../quality/row-source.ts'
import { streamOf, substream } from '../../random/stream.ts'
import type {
  EntityFidelity,
  FidelityReport,
  LeakAlarm,
  RelationshipFidelity,
  SyntheticPrivacy,
} from '../fidelity-report.ts'
import { measureRisks } from '../privacy/attacks/measure-risks.ts'
import { measurePrivacy } from '../privacy/measure-privacy.ts'
import { accuracyMetric, onlyAccuracy } from './accuracy-metric.ts'
import { checkFloors, type Floors } from './check-floors.ts'
import { compareEntity } from './compare-entity.ts'
import { pairUpEntities } from './pair-up-entities.ts'
import { compareRelationship, type Reference, referencesOf } from './relationships.ts'
import { alignTables } from './table/align-tables.ts'
import type { ComparedEntity } from './table/compared-columns.ts'
import { readTables } from './table/read-tables.ts'

export interface FidelityOptions {
  /** When the report is made. */
  readonly now: Date
  /** Of all that is drawn: samples, shuffles, intervals. */
  readonly seed?: string | number | undefined
  /** Real rows that nobody learned from: what synthetic rows may come as near as. */
  readonly holdout?: RowSource | undefined
  /** Says which columns are keys and what refers to what; the source's own where left out. */
  readonly schema?: DataSchema | undefined
  readonly entities?: readonly string[] | undefined
  /** Columns that models are to predict, by entity; chosen where left out. */
  readonly targets?: Readonly<Record<string, readonly string[]>> | undefined
  readonly floors?: Floors | undefined
  /** Points that a search for nearest rows may measure at most. */
  readonly mostMeasured?: number | undefined
  /** Rows that a leak alarm names at most. */
  readonly mostNamed?: number | undefined
  /** The six metrics of the synthetic rows, with their accuracy, which is measured here. */
  readonly metricsOf?: ((synthetic: RowSource, accuracy: Metric) => Promise<QualityMetrics>) | undefined
  readonly signal?: AbortSignal | undefined
  /** Columns whose values an attacker would guess; of all where left out. */
  readonly secrets?: readonly string[] | undefined
  readonly onProgress?: ((step: FidelityStep) => void) | undefined
}

export interface FidelityStep {
  readonly entity: string
  readonly doing: 'reading' | 'comparing' | 'searching' | 'attacking'
}

/**
 * How like synthetic rows are to the real ones, and how near they come to them. Each side is read once and held in memory
 * by columns. What cannot be measured is null, and a note says why.
 */
export async function validateSyntheticQuality(
  original: RowSource,
  synthetic: RowSource,
  options: FidelityOptions,
): Promise<FidelityReport> {
  const { now, seed = 'fidelity', holdout, targets, floors = {}, signal, onProgress } = options
  const stream = streamOf(seed)
  const read = async (source: RowSource) => {
    onProgress?.({ entity: source.name, doing: 'reading' })
    return await readTables(source, { entities: options.entities, signal })
  }
  const realTables = await read(original)
  const syntheticTables = await read(synthetic)
  const heldTables = holdout && (await read(holdout))
  const paired = pairUpEntities(realTables, syntheticTables, heldTables)
  const schema = options.schema ?? original.schema
  const { references, notes: leftOut } = schema === undefined ? { references: [], notes: [] } : referencesOf(schema)

  const notes = [...paired.notes, ...leftOut]
  const compared = new Map<string, ComparedEntity>()
  const entities: EntityFidelity[] = []
  const privacy: SyntheticPrivacy[] = []
  const alarms: LeakAlarm[] = []
  for (const { real, synthetic: other, holdout: held } of paired.pairs) {
    const name = real.entity
    const pause = async (doing: Exclude<FidelityStep['doing'], 'reading'>) => {
      onProgress?.({ entity: name, doing })
      await setImmediate()
      signal?.throwIfAborted()
    }
    await pause('comparing')
    const entity = alignTables(real, other, held, {
      keys: schema && keysOf(schema, references, name),
      partsOfKey: schema?.entities.find((one) => one.name === name)?.primaryKey,
    })
    compared.set(name, entity)
    const { fidelity, notes: ofEntity } = compareEntity(entity, { stream, targets: targets?.[name] })
    entities.push(fidelity)
    notes.push(...ofEntity)
    await pause('searching')
    const measured = measurePrivacy(entity, { ...options, stream: substream(stream, 'privacy', name) })
    if ('note' in measured) {
      notes.push(`${name}: privacy: ${measured.note}`)
      continue
    }
    await pause('attacking')
    const attacked = measureRisks(entity, { stream: substream(stream, 'attacks', name), secrets: options.secrets })
    privacy.push({ ...measured.privacy, risks: attacked.risks })
    alarms.push(...measured.alarms)
    notes.push(...[...measured.notes, ...attacked.notes].map((note) => `${name}: ${note}`))
  }
  const relationships = references.flatMap((reference): RelationshipFidelity[] => {
    const known = [reference.parent.entity, reference.child.entity]
    if (options.entities !== undefined && !known.every((name) => options.entities?.includes(name))) return []
    return [compareRelationship(reference, { real: realTables, synthetic: syntheticTables }, compared)]
  })
  const accuracy = accuracyMetric(entities)
  if (options.metricsOf === undefined)
    notes.push('of the quality of the synthetic rows accuracy alone is measured: no rules were given')
  // Silence about what was not looked at is no proof: a verdict needs one column at least that both sides have.
  const isCompared = entities.some(({ columns }) => columns.some(({ score }) => score !== null))
  if (!isCompared) notes.push('nothing was compared: no column holds values of one type on both sides')
  // Nor is it one where rows are so few that none could be told to have leaked.
  const isLookedThrough = privacy.length > 0
  if (isCompared && !isLookedThrough)
    notes.push('too few rows to tell whether any of them has leaked: nothing is proven')
  const checked = checkFloors(entities, privacy, floors)
  return {
    kind: 'understudy.fidelity-report',
    version: 1,
    at: now.toISOString(),
    seed: String(seed),
    real: original.name,
    synthetic: synthetic.name,
    holdout: holdout?.name ?? null,
    entities,
    relationships,
    privacy,
    alarms,
    quality: (await options.metricsOf?.(synthetic, accuracy)) ?? onlyAccuracy(accuracy),
    notes,
    floors: checked,
    passed:
      isCompared && isLookedThrough && paired.complete && alarms.length === 0 && checked.every(({ held }) => held),
  }
}

/** Single columns that are a key, and all that refer to one. */
function keysOf(schema: DataSchema, references: readonly Reference[], entity: string): ReadonlySet<string> {
  const primary = schema.entities.find(({ name }) => name === entity)?.primaryKey ?? []
  return new Set([
    ...(primary.length === 1 ? primary : []),
    ...references.flatMap(({ child }) => (child.entity === entity ? child.fields : [])),
  ])
}
