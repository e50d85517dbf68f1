import { resolve } from 'node:path'
import type { MaskingPolicy } from '@understudy/sdk'
import { mergePolicy, policyOf, policyText, type Scan } from '@understudy/sdk/clone'
import type { Line } from '../../terminal/line.ts'
import type { Around, Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { readPolicy } from '../read-policy.ts'
import { writeNewFile } from '../write-new-file.ts'
import { runScan } from './run-scan.ts'
import { asked, scanLines } from './scan-lines.ts'

export interface ScanFlags {
  readonly out?: string
  readonly samples?: string
  readonly merge?: string
  readonly minConfidence?: string
  readonly locale?: string
  readonly waive: readonly string[]
  readonly json?: boolean
}

export async function scanCommand(source: string | undefined, flags: ScanFlags, around: Around): Promise<Outcome> {
  const { out, merge, locale, waive } = flags
  const samples = numberOf('--samples', flags.samples, 1, 100_000, true)
  const minConfidence = numberOf('--min-confidence', flags.minConfidence, 0, 1, false)
  if (waive.some((one) => one !== 'source-can-write'))
    throw usage('--waive knows source-can-write alone', 'Leave the others out.')
  const old = merge === undefined ? undefined : await readPolicy(merge)
  const replaced = out !== undefined && merge !== undefined && resolve(out) === resolve(merge)
  const { scan, checks } = await runScan(source, { samples, minConfidence, waivers: waive }, around)
  const { policy, notes } =
    old === undefined ? { policy: policyOf(scan, { locale }), notes: [] } : mergePolicy(old, scan)
  // A policy holds people's decisions: none is written over but the one that was merged.
  const hint = `Keep its decisions with --merge ${out}, or choose another path.`
  if (out !== undefined) await writeNewFile(out, policyText(policy), replaced, 'write the masking policy', hint)
  return {
    document: {
      command: 'scan',
      source: scan.source,
      checks,
      tables: [...scan.tables].map(([name, table]) => ({ name, ...table })),
      references: scan.references,
      policy,
      notes,
      ...(out === undefined ? {} : { out }),
    },
    lines: [...scanLines(scan, policy, notes), '', ...nextLines(scan, policy, out)],
  }
}

function numberOf(
  flag: string,
  text: string | undefined,
  least: number,
  most: number,
  whole: boolean,
): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (text.trim() !== '' && value >= least && value <= most && (!whole || Number.isInteger(value))) return value
  throw usage(
    `${flag} is ${whole ? 'a whole number' : 'a number'} from ${least} to ${most}`,
    `Give ${flag} such a number.`,
  )
}

function nextLines(scan: Scan, policy: MaskingPolicy, out: string | undefined): Line[] {
  const open = Object.keys(policy.undecided)
  if (out === undefined) return ['Next: write the policy with --out rules.json, and review it.']
  const decide =
    open.length === 0
      ? `review ${out}`
      : `decide about the ${asked(policy)} under "undecided" in ${out}: move each to its table${open.includes('largeObjects') ? ', large objects beside "tables"' : ''}, with the decision that you mean`
  const use =
    scan.references.length > 0 || scan.schema.tables.some(({ keys }) => keys.length > 0)
      ? 'understudy clone --dry-run shows what would be done with it'
      : 'then clone or anonymize with it'
  return [`Wrote ${out}. Next: ${decide}; ${use}.`]
}
