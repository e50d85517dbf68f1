import { cleanupCiCdTestData } from '@understudy/sdk/production'
import { counted } from '../../terminal/amounts.ts'
import { oneLine } from '../../terminal/printable.ts'
import type { Outcome } from '../command.ts'
import { interrupted } from './interrupted.ts'

export interface BuildFlags {
  readonly environment: string
  readonly build: string
  readonly baseUrl?: string
  readonly basePath?: string
  readonly prefix?: string
  readonly json?: boolean
}

/** What the SDK calls what the command line says. */
export function buildOptions({ environment, build, baseUrl, basePath, prefix }: BuildFlags) {
  return { environment, buildId: build, baseUrl, basePath, prefix }
}

export async function cleanUpBuild(flags: BuildFlags, signal: AbortSignal): Promise<Outcome> {
  const cleaned = await cleanupCiCdTestData({ ...buildOptions(flags), signal }).catch((thrown: unknown) => {
    throw interrupted(
      thrown,
      'cleanup',
      'what was removed is gone; run it again for the rest, which else ends with its lease',
    )
  })
  const { environment, buildId, removed, left, expired, complete } = cleaned
  return {
    document: { command: 'ci cleanup', ...cleaned },
    lines: [
      { text: `${counted(removed, 'record')} of build ${buildId} removed from ${environment}`, look: 'heading' },
      ...(expired > 0 ? [`${counted(expired, 'record')} of other builds had expired, and are removed`] : []),
      ...left.map((text) => ({ text: `stayed: ${oneLine(text)}`, look: 'danger' as const })),
    ],
    failed: !complete,
  }
}
