import { spawnSync } from 'node:child_process'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { scratch } from './understudy.ts'

const bin = fileURLToPath(new URL('../bin/understudy.js', import.meta.url))
/** Prints, at the end of the process, what was loaded. */
const hook = `data:text/javascript,${encodeURIComponent(`
import { registerHooks } from 'node:module'
import process from 'node:process'
import { getHeapSpaceStatistics } from 'node:v8'
const loaded = []
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context) } })
process.on('exit', () => {
  const nursery = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size
  process.stderr.write(JSON.stringify({ loaded, nursery }))
})`)}`

function started(...args: string[]): { readonly output: string; readonly loaded: string; readonly nursery: number } {
  const { stdout, stderr } = spawnSync(process.execPath, ['--import', hook, bin, ...args], { encoding: 'utf8' })
  const { loaded, nursery } = JSON.parse(stderr)
  return { output: stdout, loaded: loaded.join('\n'), nursery }
}

it('says its version without loading the SDK or a command', () => {
  const { output, loaded } = started('--version')
  expect(output).toMatch(/^\d+\.\d+\.\d+/)
  expect(loaded).toContain('commander')
  expect(loaded).not.toMatch(/packages\/sdk|zod|anonymize/)
})

it('loads the command that is named and no other, and neither a driver nor what speaks HTTP', () => {
  const { output, loaded } = started('clone', '--help')
  expect(output).toContain('understudy clone --list')
  expect(loaded).toMatch(/cli\/dist\/clone-/)
  expect(loaded).not.toMatch(/cli\/dist\/(generate|serve|schema|sweep)-/)
  expect(loaded).not.toMatch(/node_modules\/(pg|better-sqlite3|ky|saxes|@faker-js)\//)
})

it.each(['clone', 'scan', 'generate'])('says what %s takes without loading the SDK', (command) => {
  const { output, loaded } = started(command, '--help')
  expect(output).toContain(`understudy ${command}`)
  expect(loaded).not.toMatch(/zod|anonymize/)
})

it('clones without loading what makes rows, or what reads files of them', () => {
  const { loaded } = started('clone', '--list')
  expect(loaded).toContain('sdk/dist/clone.js')
  expect(loaded).not.toMatch(/sdk\/dist\/index\.js|hyparquet|csv-parse/)
})

it('keeps the nursery small where rows only pass', () => {
  const { nursery } = started('clone', '--list')
  expect(nursery).toBeLessThan(started('kinds').nursery)
})

it('keeps what was compiled for the next start, where only the user writes, and starts without', async () => {
  const folder = await scratch()
  const { NODE_COMPILE_CACHE: _, ...env } = process.env
  const start = (caches: string) =>
    spawnSync(process.execPath, [bin, '--version'], { env: { ...env, XDG_CACHE_HOME: caches }, encoding: 'utf8' })
  expect(start(folder).status).toBe(0)
  const kept = join(folder, 'understudy', 'compiled')
  const files = readdirSync(kept, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  expect(files.length).toBeGreaterThan(2)
  expect(statSync(kept).mode & 0o022).toBe(0)
  writeFileSync(join(folder, 'file'), '')
  const { status, stdout, stderr } = start(join(folder, 'file'))
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^\d/)
})
