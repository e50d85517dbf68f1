/**
 * The one way into this workspace, on any machine with Node >=18 and npm:
 *
 *   node scripts/ws.mjs start [arguments of `understudy serve`]
 *   node scripts/ws.mjs test [arguments of vitest]
 *   node scripts/ws.mjs test:full [section …] · bench [name …] · check [name …] · build [--force]
 *   node scripts/ws.mjs <anything else goes to pnpm>
 *
 * It brings the pinned pnpm, installs the lockfile's packages (the pinned Node among them), builds what has changed and
 * then runs the command on that Node.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildChanged } from './ws/build.mjs'
import { countTests } from './ws/count-tests.mjs'
import { run, stopped } from './ws/run.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const toolchain = join(root, '.toolchain')
const windows = process.platform === 'win32'
const pnpm = windows
  ? join(toolchain, 'node_modules', '@pnpm', `exe.win32-${process.arch}`, 'pnpm.exe')
  : join(toolchain, 'node_modules', '.bin', 'pnpm')
const pinnedNode = join(
  root,
  `node_modules/node-${windows ? 'win' : process.platform}-${process.arch}/bin/node${windows ? '.exe' : ''}`,
)
const oldestNode = [22, 18]
const env = cleanEnvironment()

/** @type {Record<string, (args: string[]) => Promise<number>>} Each answers with the exit code of everything. */
const commands = {
  build: (args) => build({ force: args.includes('--force') }),
  start: async (args) =>
    (await build()) || node(['packages/cli/bin/understudy.js', 'serve', '--demo', ...args], { held: true }),
  test: async (args) => (await build()) || test(args),
  'test:full': async (args) => (await build()) || node(['scripts/test-full.ts', ...args]),
  bench: async (args) => (await build()) || node(['bench/run.ts', ...args]),
  check: async (args) => (await build()) || node(['scripts/check.ts', ...args]),
}

const [command = 'help', ...args] = process.argv.slice(2)
process.exitCode = await main()

async function main() {
  const code = await bringPnpm()
  if (code) return code
  if (!Object.hasOwn(commands, command)) return run(pnpm, [command, ...args], { cwd: process.cwd(), env })
  return (await install()) || commands[command](args)
}

async function bringPnpm() {
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const stamp = join(toolchain, 'stamp')
  const wanted = `${packageManager} ${process.platform}-${process.arch}`
  if (existsSync(pnpm) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return 0
  console.error(`Bringing ${packageManager} …`)
  rmSync(stamp, { force: true })
  mkdirSync(toolchain, { recursive: true })
  const plain = ['--no-save', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error']
  const code = await run('npm', ['install', '--prefix', '.', ...plain, packageManager], { cwd: toolchain, env })
  if (code === 0) writeFileSync(stamp, wanted)
  return code
}

async function install() {
  if (!existsSync(join(root, 'node_modules/.modules.yaml'))) console.error('Installing what the lockfile names …')
  const frozen = ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only']
  const code = await run(pnpm, frozen, { cwd: root, env, quiet: true })
  if (code) return code
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const recent = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  if (recent || existsSync(pinnedNode)) return 0
  console.error(`There is no pinned Node for ${process.platform}-${process.arch}, and yours is ${process.versions.node}: \
install Node 24 (at least ${oldestNode.join('.')}).`)
  return 1
}

function build({ force = false } = {}) {
  return buildChanged({ root, force, pack: (cwd) => run(pnpm, ['run', 'build'], { cwd, env, quiet: true }) })
}

async function test(args) {
  const report = join(toolchain, 'test-report.json')
  rmSync(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  // Of its time a test waits a quarter, for servers and browsers: one file more than there are processors fills it.
  const asked = args.some((argument) => argument.startsWith('--maxWorkers'))
  const workers = asked ? [] : [`--maxWorkers=${availableParallelism() + 1}`]
  const code = await node(['node_modules/vitest/vitest.mjs', 'run', ...workers, ...reporters, ...args])
  return stopped() ? code : countTests({ root, report, code })
}

/** Runs a script of this workspace on the pinned Node, or on the caller's where the registry has none for the platform. */
function node([script, ...args], { held = false } = {}) {
  return run(existsSync(pinnedNode) ? pinnedNode : process.execPath, [join(root, script), ...args], {
    cwd: root,
    env,
    held,
  })
}

/** What npm tells its scripts would mislead the pnpm and the npm that are called from here. */
function cleanEnvironment() {
  const misleading =
    /^npm_(package_|lifecycle_|command$|execpath$|node_execpath$|config_(local_prefix|user_agent)$)|^(INIT_CWD|PATH)$/i
  const path = Object.entries(process.env).find(([key]) => /^path$/i.test(key))?.[1] ?? ''
  const kept = Object.entries(process.env).filter(([key]) => !misleading.test(key))
  const bins = [join(root, 'node_modules', '.bin'), join(toolchain, 'node_modules', '.bin')]
  return {
    ...Object.fromEntries(kept),
    PATH: [...bins, path].join(delimiter),
    // Most of what is run here is a short program: it takes what another has compiled.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(toolchain, 'compiled'),
  }
}
