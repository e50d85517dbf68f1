import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UnderstudyError } from '@understudy/sdk'
import { z } from 'zod'

const schema = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  /** 0 takes a free one. */
  port: z.number().int().min(0).max(65_535).default(4600),
  /** Folder with the built dashboard; without one the server answers the API alone. */
  dashboardDir: z.string().min(1).optional(),
})

export type Config = z.infer<typeof schema>
export type ConfigInput = z.input<typeof schema>

/** Everything that the server is told from outside, looked at once. */
export function parseConfig(input: ConfigInput): Config {
  const { success, data, error } = schema.safeParse(input)
  if (!success) {
    throw new UnderstudyError('CONFIG_INVALID', {
      operation: 'configure the server',
      at: error.issues[0]?.path.join('.') ?? '',
      message: error.issues.map(({ path, message }) => `${path.join('.') || 'configuration'}: ${message}`).join('; '),
      hint: 'Correct what is named.',
    })
  }
  if (data.dashboardDir !== undefined && !existsSync(join(data.dashboardDir, 'index.html'))) {
    throw new UnderstudyError('CONFIG_INVALID', {
      operation: 'configure the server',
      at: 'dashboardDir',
      message: 'the folder of the dashboard holds no index.html',
      hint: 'Build the dashboard first: npm run build.',
    })
  }
  return data
}
