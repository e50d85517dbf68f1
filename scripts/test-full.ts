/**
 * `npm run test:full [section …]`: the long proofs of scripts/full/sections.ts, one after the other. Without a name, those
 * that have not passed on this very commit; so it takes up where it was stopped. What a section says is kept in
 * bench/results/full-<name>.txt, how it ended in bench/results/full.json.
 */
import { spawn } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { outputOf } from './check/output-of.ts'
import { type Section, sections } from './full/sections.ts'

const root = join(import.meta.dirname, '..')
const results = join(root, 'bench', 'results')
const ledger = join(results, 'full.json')

interface Outcome {
  readonly passed: boolean
  readonly commit: string
  readonly seconds: number
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((word) => !sections.some(({ name }) => name === word))
if (unknown.length > 0) {
  console.error(`There is no section ${unknown.join(', ')}. There are:`)
  for (const { name, about, minutes } of sections) console.error(`  ${name.padEnd(16)} ${about} (${minutes} min)`)
  process.exit(2)
}

await mkdir(results, { recursive: true })
const commit = await currentCommit()
let failed = 0
for (const section of sections) {
  const earlier = (await outcomes())[section.name]
  if (wanted.length === 0 ? earlier?.passed && earlier.commit === commit : !wanted.includes(section.name)) continue
  console.log(`\n══ ${section.name}: ${section.about} (about ${section.minutes} min)`)
  const start = performance.now()
  const passed = await prove(section)
  const seconds = Math.round((performance.now() - start) / 1000)
  if (!passed) failed++
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${section.name} (${seconds} s)`)
  await record(section, { passed, commit, seconds })
}

console.log()
for (const [name, { passed, commit: at, seconds }] of Object.entries(await outcomes()))
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${name.padEnd(16)} ${at === commit ? 'this commit' : at} (${seconds} s)`)
process.exitCode = failed > 0 ? 1 : 0

/** Shows what the section says while it runs, and keeps it. */
async function prove({ name }: Section): Promise<boolean> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'full', `${name}.ts`)], {
    cwd: root,
    env: { ...process.env, UNDERSTUDY_TESTS: 'full' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said: Buffer[] = []
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const)
    from.on('data', (data: Buffer) => {
      said.push(data)
      to.write(data)
    })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  await writeFile(join(results, `full-${name}.txt`), anonymous(Buffer.concat(said).toString('utf8')))
  return code === 0
}

/** Results may be committed: they don't say where on whose machine they came from. */
function anonymous(text: string): string {
  const places = [
    [`${root}/`, './'],
    [`${dirname(root)}/`, '../'],
    [`${tmpdir()}/`, '<tmp>/'],
    [`${homedir()}/`, '~/'],
  ] as const
  return places.reduce((told, [place, name]) => told.replaceAll(place, name).replaceAll(encodeURI(place), name), text)
}

async function outcomes(): Promise<Readonly<Record<string, Outcome>>> {
  try {
    return JSON.parse(await readFile(ledger, 'utf8'))
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return {}
    throw thrown
  }
}

async function record({ name }: Section, outcome: Outcome): Promise<void> {
  await writeFile(ledger, `${JSON.stringify({ ...(await outcomes()), [name]: outcome }, null, 2)}\n`)
}

/** The commit, or a name that no later run can match where the tree differs from it. */
async function currentCommit(): Promise<string> {
  const { output } = await outputOf(root, 'git', ['rev-parse', '--short', 'HEAD'])
  const changed = await outputOf(root, 'git', ['status', '--porcelain', '--', '.', ':!bench/results'])
  return changed.output === '' ? output.trim() : `${output.trim()} with changes`
}
