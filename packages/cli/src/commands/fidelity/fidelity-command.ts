import { metricsOfSynthetic, rowsOfTables, validateSyntheticQuality } from '@understudy/sdk/synthesize'
import type { Around, Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { openData } from '../open-data.ts'
import { readQualityRules } from '../quality/check/read-quality-rules.ts'
import { readDataSchema } from '../quality/read-data-schema.ts'
import { fidelityLines, verdictOf } from './fidelity-lines.ts'
import { formatOf } from './formats.ts'
import { floorsOf, namedOf, targetsOf } from './read-flags.ts'

export interface FidelityFlags {
  readonly holdout?: string
  readonly schema?: string
  readonly rules?: string
  readonly target: readonly string[]
  readonly floor: readonly string[]
  readonly format?: string
  readonly seed?: string
  readonly named?: string
  readonly delimiter?: string
  readonly waive: readonly string[]
  readonly json?: boolean
}

const doings = {
  reading: 'reads',
  comparing: 'compares',
  searching: 'searches nearest rows of',
  attacking: 'attacks',
} as const

export async function fidelityCommand(
  places: { readonly real: string; readonly synthetic: string },
  flags: FidelityFlags,
  around: Around,
): Promise<Outcome> {
  const { terminal, signal } = around
  const { seed, delimiter, waive } = flags
  if (waive.some((one) => one !== 'source-can-write'))
    throw usage('--waive knows source-can-write alone', 'Leave the others out.')
  const floors = floorsOf(flags.floor)
  const targets = targetsOf(flags.target)
  const mostNamed = namedOf(flags.named)
  const written = formatOf(flags.format)
  const schema = flags.schema === undefined ? undefined : await readDataSchema(flags.schema)
  const rules = flags.rules === undefined ? undefined : await readQualityRules(flags.rules)
  const now = new Date()
  const open = (place: string) => openData([place], { schema, delimiter, waivers: waive }, around)
  await using real = await open(places.real)
  await using synthetic = await open(places.synthetic)
  await using holdout = flags.holdout === undefined ? undefined : await open(flags.holdout)
  const report = await validateSyntheticQuality(rowsOfTables(real), rowsOfTables(synthetic), {
    now,
    metricsOf: metricsOfSynthetic(real, { rules, schema, now, signal }),
    seed,
    schema,
    targets,
    floors,
    mostNamed,
    signal,
    holdout: holdout && rowsOfTables(holdout),
    onProgress: ({ entity, doing }) => terminal.progress.say(`${doings[doing]} ${entity}`),
  })
  if (written !== undefined) {
    terminal.reserveStdout()
    terminal.data.write(written(report))
  }
  return {
    document: { command: 'fidelity', ...report },
    lines: written === undefined ? fidelityLines(report) : [verdictOf(report)],
    failed: !report.passed,
  }
}
