import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { UnderstudyError } from '../../errors.ts'
import { envText } from './env-text.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-env-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const hostile = [
  'plain',
  'understudy_test_1a',
  'a b',
  '',
  '# no comment',
  '$HOME and $(id) and `id`',
  'say "hi"',
  "it's",
  'two\nlines',
  'NAME=value\nOTHER=1',
  '100%',
  ']##vso[task.setvariable variable=X]y',
  '; rm -rf /',
  'ünï ☃',
  'EOF',
]
/** What a value may hold that is not refused beforehand. */
const values = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: fc.constantFrom(...'ab \'"`$\\#=!%;\n{}()[]<>&|*?~') }),
  fc.string({ unit: 'grapheme' }),
)

/** The text, or undefined where the value is refused. */
function written(format: Parameters<typeof envText>[0], value: string): string | undefined {
  try {
    return envText(format, { BEFORE: '1', VALUE: value, AFTER: '2' })
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'TEST_CONFIG_INVALID') return undefined
    throw thrown
  }
}

test('what dotenv can hold, Node reads back as it was', () => {
  let read = 0
  fc.assert(
    fc.property(values, (value) => {
      const text = written('dotenv', value)
      if (text === undefined) return
      read += 1
      expect(parseEnv(text)).toEqual({ BEFORE: '1', VALUE: value, AFTER: '2' })
    }),
    { numRuns: 2000 },
  )
  expect(read).toBeGreaterThan(1000)
})

test('what dotenv can hold, a shell reads back as it was, and runs nothing of it', async () => {
  const samples = [...hostile, ...fc.sample(values, { numRuns: 200, seed: 5 })]
  const lines: string[] = []
  const expected: string[] = []
  for (const [i, value] of samples.entries()) {
    const text = written('dotenv', value)
    if (text === undefined) continue
    lines.push(text.replace(/^VALUE=/m, `VALUE${i}=`), `printf '%s\\0' "$VALUE${i}"\n`)
    expected.push(value)
  }
  const file = join(folder, 'values.sh')
  await writeFile(file, lines.join(''))
  const said = execFileSync('bash', ['--norc', file], { encoding: 'utf8', cwd: folder })
  expect(said.split('\0').slice(0, -1)).toEqual(expected)
  expect(expected.length).toBeGreaterThan(100)
})

test('GitHub reads back every value: its end is no line of it', () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = written('github', value)
      if (text === undefined) return
      const lines = text.split('\n')
      const read: Record<string, string> = {}
      while (lines.length > 1) {
        const [name = '', end = ''] = lines.shift()!.split('<<')
        const at = lines.indexOf(end)
        read[name] = lines
          .splice(0, at + 1)
          .slice(0, -1)
          .join('\n')
      }
      expect(read).toEqual({ BEFORE: '1', VALUE: value, AFTER: '2' })
    }),
  )
})

test('Azure is given one command for each variable, and no value begins another', () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = written('azure', value)
      if (text === undefined) return
      const lines = text.split('\n').slice(0, -1)
      expect(lines).toHaveLength(3)
      const [, name, escaped = ''] = /^##vso\[task\.setvariable variable=(\w+)\](.*)$/.exec(lines[1]!) ?? []
      expect(name).toBe('VALUE')
      expect(escaped.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%AZP25', '%')).toBe(value)
    }),
  )
})

test('GitLab takes no quotes: what holds white space is refused, the rest stands as it is', () => {
  fc.assert(
    fc.property(values, (value) => {
      const text = written('gitlab', value)
      expect(text).toBe(/^\S+$/.test(value) ? `BEFORE=1\nVALUE=${value}\nAFTER=2\n` : undefined)
    }),
  )
})

test.each(['dotenv', 'github', 'gitlab', 'azure'] as const)(
  '%s: names that do more than name are refused',
  async (format) => {
    for (const name of [
      '',
      'A B',
      'A=B',
      'A\nB',
      '1A',
      'A]B',
      'A;B',
      'PATH',
      'NODE_OPTIONS',
      'LD_PRELOAD',
      'GITHUB_TOKEN',
      'BASH_ENV',
    ]) {
      const refused = await failure((async () => envText(format, { [name]: 'x' }))())
      expect(refused.code).toBe('TEST_CONFIG_INVALID')
    }
    for (const value of ['a\u0000b', 'a\rb', '\u001b[2J', 'a\u007f'])
      expect((await failure((async () => envText(format, { VALUE: value }))())).code).toBe('TEST_CONFIG_INVALID')
  },
)
