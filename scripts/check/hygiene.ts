import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Findings } from './findings.ts'
import { outputOf } from './output-of.ts'

const focused = /\b(?:describe|test|it|suite|bench)(?:\.\w+)*\.only\b/

/** What is committed knows nothing of the machine that it was written on, and no test silences the others. */
export async function checkHygiene(root: string): Promise<Findings> {
  const files = (await outputOf(root, 'git', ['ls-files', '-z'])).output.split('\0').filter(Boolean)
  if (files.length === 0) return { problems: ['git names no file at all.'] }
  const foreign = [`${dirname(root)}/`, `${homedir()}/`, await registryHost(root)].filter((word) => word.length > 1)
  const problems = files.flatMap((file) =>
    linesOf(join(root, file)).flatMap((line, at) => {
      const place = `${file}:${at + 1}`
      return [
        ...foreign
          .filter((word) => line.includes(word))
          .map((word) => `${place} names something of this machine: ${word}`),
        ...(/\.test\.ts$/.test(file) && focused.test(line) ? [`${place} runs one test only`] : []),
      ]
    }),
  )
  return { problems: [...problems, ...platformsOfTheLockfile(root)] }
}

function linesOf(path: string): readonly string[] {
  const bytes = readFileSync(path)
  return bytes.includes(0) ? [] : bytes.toString('utf8').split('\n')
}

/** The registry that this machine is told to use; no file needs to name any. */
async function registryHost(root: string): Promise<string> {
  const { output } = await outputOf(root, 'npm', ['config', 'get', 'registry'])
  return URL.canParse(output.trim()) ? new URL(output.trim()).host : ''
}

/**
 * The packages of the pinned Node state their platform as a string, which pnpm drops when it writes the lockfile: a
 * Linux machine then downloads the one for Windows. Written by hand, the lines stay until the version changes.
 */
function platformsOfTheLockfile(root: string): readonly string[] {
  const lock = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')
  const pinned = [
    ...lock.matchAll(/^ {2}(?<name>node-(?:linux|win)-\w+)@[^:]+:\n(?<lines> {4}resolution:.*\n(?: {4}.*\n)*)/gm),
  ]
  if (pinned.length === 0) return ['pnpm-lock.yaml pins no Node.']
  return pinned
    .filter(({ groups }) => !groups?.lines?.includes('    os: ['))
    .map(
      ({ groups }) => `pnpm-lock.yaml: ${groups?.name} lost its lines \`cpu: […]\` and \`os: […]\`; write them again.`,
    )
}
