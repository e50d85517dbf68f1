/**
 * The SDK as somebody installs it: packed, into an empty project, by npm and by pnpm, on each Node that it promises. A
 * plain script then generates rows, and all of them must have made the same bytes.
 */
import { createHash } from 'node:crypto'
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { outputOf } from '../check/output-of.ts'

const root = join(import.meta.dirname, '..', '..')
const nodes = ['20', '22', '24']
const managers = {
  npm: ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'],
  pnpm: ['install', '--reporter=append-only'],
}

const script = `
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { generateData, UnderstudyError } from '@understudy/sdk'

const schema = JSON.parse(readFileSync('shop.json', 'utf8'))
const hash = createHash('sha256')
let bytes = 0
for await (const chunk of generateData(schema, { rows: 500, seed: 7, format: 'ndjson' })) {
  hash.update(chunk)
  bytes += chunk.length
}
let refusal
try {
  for await (const _ of generateData({ ...schema, entities: 7 }, { rows: 1, seed: 7, format: 'ndjson' })) break
} catch (thrown) {
  refusal = thrown
}
if (!(refusal instanceof UnderstudyError)) throw new Error('A malformed schema was not refused.')
console.log(JSON.stringify({ node: process.versions.node, bytes, sha256: hash.digest('hex') }))
`

interface Made {
  readonly node: string
  readonly bytes: number
  readonly sha256: string
}

const folder = await mkdtemp(join(tmpdir(), 'understudy packed-'))
try {
  process.exitCode = await prove()
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function prove(): Promise<number> {
  const tarball = await pack()
  const bins = await Promise.all(nodes.map(bringNode))
  const made: Made[] = []
  for (const [manager, install] of Object.entries(managers)) {
    const project = join(folder, manager)
    await mkdir(project)
    await writeFile(
      join(project, 'package.json'),
      JSON.stringify({
        name: 'empty',
        private: true,
        type: 'module',
        dependencies: { '@understudy/sdk': `file:${tarball}` },
      }),
    )
    await writeFile(join(project, 'rows.js'), script)
    await cp(join(root, 'examples', 'shop.json'), join(project, 'shop.json'))
    await must(project, manager, install)
    for (const node of bins) {
      const { output } = await must(project, node, ['rows.js'])
      const row: Made = JSON.parse(output)
      console.log(`${manager.padEnd(5)} Node ${row.node.padEnd(9)} ${row.bytes} bytes, sha256 ${row.sha256}`)
      made.push(row)
    }
  }
  const distinct = new Set(made.map(({ sha256 }) => sha256)).size
  const empty = createHash('sha256').digest('hex')
  const good = distinct === 1 && made.length === nodes.length * 2 && made.every(({ sha256 }) => sha256 !== empty)
  console.log(
    good ? `All ${made.length} made the same bytes.` : `${distinct} different outcomes of ${made.length} runs.`,
  )
  return good ? 0 : 1
}

async function pack(): Promise<string> {
  await must(join(root, 'packages', 'sdk'), 'pnpm', ['pack', '--pack-destination', folder])
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'))
  if (!tarball) throw new Error('pnpm pack left no tarball.')
  return join(folder, tarball)
}

/** Another Node, as a package of the registry: the newest of its major. */
async function bringNode(major: string): Promise<string> {
  const name = `node-${process.platform.replace('win32', 'win')}-${process.arch}`
  const home = join(folder, `node-${major}`)
  await mkdir(home)
  await writeFile(join(home, 'package.json'), '{ "private": true }')
  await must(home, 'npm', [...managers.npm, `${name}@${major}`])
  return join(home, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

async function must(cwd: string, program: string, args: readonly string[]) {
  const ended = await outputOf(cwd, program, args)
  if (ended.code !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${ended.code}:\n${ended.output}${ended.errors}`)
  return ended
}
