/**
 * Kills clones, promotions and rollbacks at twenty random points each, promotions and rollbacks also where the backup is a
 * file, clones the real databases of ../shared/data and one of 520 tables, masks ten million values of each of five kinds,
 * and clones five gigabytes. Exits with 0 when every target was the old one or the new one, nothing personal came through,
 * and each of the others holds. A number after its name is the seed of the kill points.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { stateOfFiles } from './state-of-files.ts'

const root = join(import.meta.dirname, '..', '..')
const ledger = join(root, 'bench', 'results', 'full-clone.json')
const [seed = '1', share = '1'] = process.argv.slice(2)
const part = Number(share)
if (!(part > 0 && part <= 1)) throw new Error('The share is a number above 0 and at most 1')
const of = (whole: number, least = 1) => String(Math.max(least, Math.ceil(whole * part)))

interface Proof {
  readonly name: string
  start(): ChildProcess
}

const proofs: readonly Proof[] = [
  ofTest('src/clone/crash.test.ts', { UNDERSTUDY_CLONE_KILLS: of(20), UNDERSTUDY_KILL_SEED: seed }),
  ofTest('src/clone/subset/plan-subset.test.ts', { UNDERSTUDY_SUBSET_GRAPHS: of(500) }),
  ...['known-databases', 'copy/tables', 'between/known-databases', 'scan/known-databases'].map((name) =>
    ofTest(`src/clone/${name}.test.ts`, {}),
  ),
  ofScript('many-tables', of(520, 20)),
  ofScript('ten-million-masks', of(10_000_000)),
  ofScript('large-clone', String(5 * part)),
]

interface Ledger {
  /** What the files were when it began. */
  readonly state: string
  readonly seed: string
  readonly passed: string[]
}

const told = await begun()
for (const { name, start } of proofs) {
  if (told.passed.includes(name)) {
    console.log(`${name} has passed already`)
    continue
  }
  const begin = performance.now()
  const code = await ended(start())
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - begin) / 1000).toFixed(0)} s)`)
  if (code !== 0) process.exit(1)
  told.passed.push(name)
  await keep()
}

/** The tests of `npm test`, with the counts of the promise. */
function ofTest(file: string, counts: Readonly<Record<string, string>>): Proof {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const options = { cwd: join(root, 'packages', 'sdk'), env: { ...process.env, ...counts }, stdio: 'inherit' } as const
  return { name: file, start: () => spawn(process.execPath, [vitest, 'run', file], options) }
}

function ofScript(name: string, count: string): Proof {
  const script = join(import.meta.dirname, 'clone', `${name}.ts`)
  return { name, start: () => spawn(process.execPath, [script, count], { stdio: 'inherit' }) }
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
}

async function begun(): Promise<Ledger> {
  const fresh: Ledger = { state: await stateOfFiles(root), seed, passed: [] }
  if (part < 1 || !existsSync(ledger)) return fresh
  const before: Ledger = JSON.parse(await readFile(ledger, 'utf8'))
  const isWhole = before.passed.length === proofs.length
  return before.state === fresh.state && before.seed === seed && !isWhole ? before : fresh
}

async function keep(): Promise<void> {
  if (part < 1) return
  await mkdir(dirname(ledger), { recursive: true })
  await writeFile(ledger, `${JSON.stringify(told, null, 2)}\n`)
}
