import { rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { refuseAborted } from '../database/lane.ts'
import { thisProcess } from '../database/this-process.ts'
import { Claims, type DeadSweep, deadSweeps, isClaimed } from './claims.ts'
import { isAlive } from './is-alive.ts'
import { ledgerFolder } from './ledger-folder.ts'
import type { LedgerHeader, LedgerLine } from './ledger-line.ts'
import { type LedgerFile, type OpenEntry, readLedgers } from './read-ledgers.ts'
import type { Around, ProductionRemover } from './removers/around.ts'
import { removeResources } from './removers/remove-resources.ts'
import type { RowsOutcome } from './removers/rows.ts'
import { removeScratchDatabases } from './removers/scratch-databases.ts'
import { resourceName } from './resource-name.ts'
import { SweepConnections } from './sweep-connections.ts'
import type { Outcome, RunName, SweepReport, SweptResource, SweptRun } from './sweep-report.ts'

export interface SweepOptions {
  /** As of openLedger. */
  readonly folder?: string | undefined
  /** Look, and change nothing. */
  readonly dryRun?: boolean | undefined
  /** URLs whose passwords may be used, each for its own host, port and user. */
  readonly credentials?: readonly string[] | undefined
  /** URLs of servers where scratch databases are looked for as well that dead commands left. */
  readonly servers?: readonly string[] | undefined
  readonly removers?: { readonly production?: ProductionRemover | undefined }
  /** Ends the sweep with CANCELLED; what was not removed stays noted. */
  readonly signal?: AbortSignal | undefined
  /** What is done now, for people. */
  readonly onProgress?: ((doing: string) => void) | undefined
}

/** Writes lines into the file of a run. */
type Note = (run: string, ...lines: readonly LedgerLine[]) => Promise<void>

interface Sweeping extends RunName {
  readonly open: readonly OpenEntry[]
  readonly resources: SweptResource[]
}

/** What holds other things goes first: rows of a database that is dropped are gone with it. */
const order = ['postgres-database', 'postgres-schema', 'path', 'rows', 'production'] as const

/** An empty file is of a run that is about to write its first line, or was killed before it made anything. */
const emptyFor = 60_000

/**
 * Removes what the runs of a ledger left that are over, and nothing else: what runs that live have is theirs, and what no
 * ledger names is not touched. What cannot be removed stays noted, with its reason, for the next sweep. Sweeps may run at
 * the same time, and may be killed.
 */
export async function sweep(options: SweepOptions = {}): Promise<SweepReport> {
  const folder = ledgerFolder(options.folder)
  const dryRun = options.dryRun ?? false
  const { files, empty, unreadable } = await readLedgers(folder)
  const sweeps = await deadSweeps(folder)
  const { over, dead, alive, elsewhere } = await standingOf(files, sweeps)
  const damaged = over.filter((file) => file.damaged > 0).map(damageOf)
  const swept =
    over.length === 0 ? [] : await (dryRun ? look(folder, over, options) : clear(folder, over, dead, options))
  if (!dryRun) await tidy(sweeps, empty)
  const scratch = await sweepScratch(folder, options)
  const resources = [...swept.flatMap((run) => run.resources), ...scratch]
  const count = (outcome: Outcome['outcome']) => resources.filter((one) => one.outcome === outcome).length
  return {
    folder,
    dryRun,
    runs: swept.filter((run) => run.resources.length > 0),
    scratch,
    alive: alive.map(({ header, open }) => ({ ...nameOf(header), open: open.length })),
    elsewhere: elsewhere.map(({ header }) => nameOf(header)),
    unreadable: [...unreadable, ...damaged],
    removed: count('removed'),
    left: count('left'),
    complete: count('left') + count('would be removed') + unreadable.length + damaged.length === 0,
  }
}

async function standingOf(files: readonly LedgerFile[], sweeps: readonly DeadSweep[]) {
  const over: LedgerFile[] = []
  const alive: LedgerFile[] = []
  const elsewhere: LedgerFile[] = []
  const dead = new Set(sweeps.flatMap(({ application }) => application ?? []))
  for (const file of files) {
    const { header, touched, closed } = file
    const lives = await isAlive(header, touched)
    if (!lives) dead.add(header.application)
    if (await isClaimed(file)) elsewhere.push(file)
    else if (closed || !lives) over.push(file)
    else alive.push(file)
  }
  // A run of this process that is over has connections of the same name as those that live.
  dead.delete(thisProcess().application)
  return { over, dead: [...dead], alive, elsewhere }
}

async function look(folder: string, files: readonly LedgerFile[], options: SweepOptions): Promise<SweptRun[]> {
  await using connections = new SweepConnections({ credentials: options.credentials ?? [], dead: [] })
  return await removeAll(files, aroundOf(folder, connections, options), options, async () => {})
}

async function clear(
  folder: string,
  files: readonly LedgerFile[],
  dead: readonly string[],
  options: SweepOptions,
): Promise<SweptRun[]> {
  await using claims = await Claims.open(folder)
  const taken: LedgerFile[] = []
  for (const file of files) {
    const own = await claims.take(file)
    if (own !== undefined) taken.push(own)
  }
  await using connections = new SweepConnections({ credentials: options.credentials ?? [], dead })
  const note: Note = (run, ...lines) => claims.note(run, ...lines)
  return await removeAll(taken, aroundOf(folder, connections, options), options, note)
}

async function sweepScratch(folder: string, options: SweepOptions): Promise<SweptResource[]> {
  await using connections = new SweepConnections({ credentials: options.credentials ?? [], dead: [] })
  const swept: SweptResource[] = []
  for (const url of options.servers ?? []) {
    refuseAborted(options.signal)
    swept.push(...(await removeScratchDatabases(url, aroundOf(folder, connections, options))))
  }
  return swept
}

function aroundOf(folder: string, connections: SweepConnections, options: SweepOptions): Around {
  const { dryRun = false, signal, removers } = options
  return { dryRun, signal, connections, roots: [tmpdir(), folder], production: removers?.production }
}

async function removeAll(
  files: readonly LedgerFile[],
  around: Around,
  options: SweepOptions,
  note: Note,
): Promise<SweptRun[]> {
  const swept = files.map(({ header, open }): Sweeping => ({ ...nameOf(header), open, resources: [] }))
  for (const kind of order) {
    const items = swept.flatMap((run) =>
      run.open.filter(({ resource }) => resource.kind === kind).map((entry) => ({ run, entry })),
    )
    // Rows hang together; everything else goes, and is noted as gone, one by one.
    const parts = kind === 'rows' ? [items] : items.map((item) => [item])
    for (const part of parts) {
      if (part.length === 0) continue
      refuseAborted(around.signal)
      const resources = part.map(({ entry }) => entry.resource)
      options.onProgress?.(resources.map(resourceName).join(', '))
      const outcomes = await removeResources(resources, around)
      for (const [i, { run, entry }] of part.entries()) {
        const { remaining, ...outcome } = outcomes[i]!
        run.resources.push({ resource: remaining ?? entry.resource, testId: entry.testId, ...outcome })
        await note(run.run, ...linesOf(entry, outcomes[i]!))
      }
    }
  }
  return swept.map(({ open: _, ...run }) => run)
}

/** What the file of a run says of it from now on. */
function linesOf(entry: OpenEntry, answer: RowsOutcome): LedgerLine[] {
  if (answer.outcome !== 'left') return [{ done: entry.id }]
  if (answer.remaining === undefined) return [{ left: entry.id, reason: answer.reason }]
  const id = `${entry.id}.`
  const rest = { intend: id, testId: entry.testId, resource: answer.remaining }
  return [rest, { left: id, reason: answer.reason }, { done: entry.id }]
}

async function tidy(sweeps: readonly DeadSweep[], empty: readonly string[]): Promise<void> {
  for (const { file } of sweeps) await rm(file, { force: true })
  for (const file of empty) if (Date.now() - (await stat(file)).mtimeMs > emptyFor) await rm(file, { force: true })
}

function nameOf({ run, host, pid, startedAt }: LedgerHeader): RunName {
  return { run, host, pid, startedAt }
}

function damageOf({ file, damaged }: LedgerFile): { file: string; reason: string } {
  return { file, reason: `${damaged} of its lines cannot be read; see what they name, then remove the file` }
}
