import { type EnvFormat, envFormats, type Prepared, prepareCiCdTestData } from '@understudy/sdk/production'
import { counted } from '../../terminal/amounts.ts'
import type { Line } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'
import type { Outcome } from '../command.ts'
import { usage } from '../generate/options.ts'
import { type BuildFlags, buildOptions } from './cleanup.ts'
import { interrupted } from './interrupted.ts'

export interface PrepareFlags extends BuildFlags {
  readonly out?: string
  /** Node reads --env-file wherever it stands on its command line, and ends with 9 where there is no such file. */
  readonly envFile?: string
  readonly format?: string
  /** Undefined where neither --shadow nor --no-shadow is given. */
  readonly shadow?: boolean
}

export async function prepareBuild(flags: PrepareFlags, signal: AbortSignal): Promise<Outcome> {
  const { out, envFile, format, shadow } = flags
  const prepared = await prepareCiCdTestData({
    ...buildOptions(flags),
    envFile: out ?? envFile,
    format: format === undefined ? undefined : formatNamed(format),
    shadow,
    signal,
  }).catch((thrown: unknown) => {
    throw interrupted(thrown, 'prepare', 'nothing was created; of what older builds left some may be removed')
  })
  return { document: { command: 'ci prepare', ...prepared }, lines: linesOf(prepared) }
}

function linesOf({ environment, buildId, testId, shadow, expiresAt, envFile, lines, leftovers }: Prepared): Line[] {
  const { removed, expired, problems } = leftovers
  const swept = removed + expired
  return [
    { text: `build ${buildId} is prepared for ${environment}${shadow ? ', as a shadow' : ''}`, look: 'heading' },
    `  TEST_ID ${testId}, until ${expiresAt}`,
    ...(envFile === undefined ? lines.trimEnd().split('\n') : [`  written to ${oneLine(envFile)}`]),
    ...(swept > 0 ? [`  ${counted(swept, 'record')} that older builds left are removed`] : []),
    ...problems.map((text): Line => ({ text: `  left by older builds: ${oneLine(text)}`, look: 'danger' })),
  ]
}

function formatNamed(name: string): EnvFormat {
  const format = envFormats.find((one) => one === name)
  if (format) return format
  throw usage(`--format ${JSON.stringify(name)} is not known`, `Give one of ${envFormats.join(', ')}.`)
}
