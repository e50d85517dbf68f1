/**
 * All that the tests promise of which `npm test` holds a part: those that ask test/full.ts, themselves or by a helper. The
 * screens have a section of their own. Exits with 0 when all of them pass.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const code = ['packages/sdk', 'packages/server', 'packages/cli', 'test'].flatMap(typeScriptOf)
const asking = namedBy([join(root, 'test', 'full.ts')])
const tests = asking.filter((file) => file.endsWith('.test.ts') && !file.includes(join('test', 'dashboard')))
if (tests.length === 0) throw new Error('no test asks whether all of it is meant')

const child = spawn(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...tests], {
  cwd: root,
  stdio: 'inherit',
})
child.on('close', (exit) => process.exit(exit ?? 1))

function typeScriptOf(folder: string): { readonly file: string; readonly imports: readonly string[] }[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !/(^|[\\/])(node_modules|dist)[\\/]/.test(name))
    .map((name) => join(root, folder, name))
    .map((file) => ({ file, imports: relativeImports(file) }))
}

function relativeImports(file: string): string[] {
  const named = readFileSync(file, 'utf8').matchAll(/ from '(\.[^']+)'/g)
  return [...named].map(([, name = '']) => resolve(dirname(file), name))
}

/** Who names one of these, and who names those; but a test is nobody's helper. */
function namedBy(files: readonly string[], known: ReadonlySet<string> = new Set()): string[] {
  const found = code.filter(({ file, imports }) => !known.has(file) && imports.some((name) => files.includes(name)))
  if (found.length === 0) return [...known]
  const more = found.map(({ file }) => file)
  return namedBy(more, new Set([...known, ...more]))
}
