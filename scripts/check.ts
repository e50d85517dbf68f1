/**
 * `npm run check [name …]`: everything that can be said about the code without running it. All checks run, and every
 * failure is told at the end. Packages are built before (scripts/ws.mjs), so what is checked is what would be published.
 */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { auditDependencies } from './check/audit.ts'
import type { Findings } from './check/findings.ts'
import { checkHygiene } from './check/hygiene.ts'
import { checkLicences } from './check/licences.ts'
import { checkRooms } from './check/rooms-on-disk.ts'

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
/** It checks what 6 does in a third of its time; declarations, and types of Svelte, need the API that it has not yet. */
const typeScript7 = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc')
const packages = readdirSync(join(root, 'packages'))
/** Those that are TypeScript. */
const examples = readdirSync(join(root, 'examples'))
  .map((name) => `examples/${name}`)
  .filter((folder) => existsSync(join(root, folder, 'tsconfig.json')))
const cruised = [...packages.map((name) => `packages/${name}/src`), 'packages/cli/bin', 'test', 'scripts', 'bench']

interface Check {
  readonly name: string
  readonly about: string
  run(): Promise<Findings>
}

const checks: readonly Check[] = [
  ...['packages/sdk', 'packages/server', 'packages/cli', 'test', 'scripts', 'bench', ...examples].map((folder) => ({
    name: `types:${folder.replace('packages/', '')}`,
    about: `types of ${folder}`,
    run: () => command(process.execPath, typeScript7, '--singleThreaded', '-p', folder),
  })),
  {
    name: 'types:dashboard',
    about: 'types of the dashboard',
    run: () => command('pnpm', '--filter', '@understudy/dashboard', 'run', 'typecheck'),
  },
  {
    name: 'biome',
    about: 'lint and format',
    run: () => command(bin('biome'), 'check', '--error-on-warnings', '--max-diagnostics=50'),
  },
  {
    name: 'rooms',
    about: 'who imports whom, and no cycles',
    run: () => command(bin('depcruise'), '--config', '.dependency-cruiser.mjs', ...cruised),
  },
  { name: 'folders', about: 'every folder is a room', run: async () => checkRooms(root) },
  {
    name: 'unused',
    about: 'files, exports and dependencies that nobody uses',
    run: () => command(bin('knip'), '--no-progress', '--no-config-hints'),
  },
  ...packages.map((name) => ({
    name: `exports:${name}`,
    about: `what ${name} publishes`,
    run: () => command(bin('publint'), '--strict', `packages/${name}`),
  })),
  ...['sdk', 'server'].map((name) => ({
    name: `declarations:${name}`,
    about: `how the types of ${name} resolve`,
    run: () => command(bin('attw'), '--pack', `packages/${name}`, '--profile', 'esm-only', '--no-emoji'),
  })),
  { name: 'hygiene', about: 'no machine in the tree, no focused test', run: () => checkHygiene(root) },
  { name: 'licences', about: 'licences of what is installed', run: () => checkLicences(root) },
  { name: 'audit', about: 'known vulnerabilities', run: () => auditDependencies(root) },
]

function command(file: string, ...args: string[]): Promise<Findings> {
  return new Promise((resolve) => {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' }
    execFile(file, args, { cwd: root, env, maxBuffer: 64 * 1024 * 1024 }, (error, out, err) => {
      resolve({ problems: error ? [`${out}${err}`.trim() || error.message] : [] })
    })
  })
}

const wanted = process.argv.slice(2)
const chosen = checks.filter(
  ({ name }) => wanted.length === 0 || wanted.some((word) => name.split(':')[0] === word || name === word),
)
if (chosen.length === 0) {
  console.error(`There is no such check. There are: ${checks.map(({ name }) => name).join(', ')}`)
  process.exit(2)
}

const failures: { readonly check: Check; readonly problems: readonly string[] }[] = []
const waiting = [...chosen]
await Promise.all(
  Array.from({ length: Math.min(4, availableParallelism()) }, async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const start = performance.now()
      const { problems, note } = await check.run()
      const seconds = ((performance.now() - start) / 1000).toFixed(1)
      console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${check.name.padEnd(20)} ${check.about} (${seconds} s)`)
      if (note) console.log(`     ${note}`)
      if (problems.length > 0) failures.push({ check, problems })
    }
  }),
)
for (const { check, problems } of failures) {
  console.log(
    `\n── ${check.name}: ${check.about} ${'─'.repeat(Math.max(0, 90 - check.name.length - check.about.length))}`,
  )
  for (const problem of problems) console.log(problem)
}
console.log(
  failures.length === 0
    ? `\n${chosen.length} checks, all well`
    : `\n${failures.length} of ${chosen.length} checks failed`,
)
process.exitCode = failures.length === 0 ? 0 : 1
