import { z } from 'zod'

const schema = z.object({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.coerce.number().int().min(0).max(65535).default(4600),
  /** Folder with the built dashboard; without one the server answers the API alone. */
  dashboardDir: z.string().optional(),
})

export type Config = z.infer<typeof schema>
export type ConfigInput = z.input<typeof schema>

export function parseConfig(input: ConfigInput): Config {
  return schema.parse(input)
}
