import { z } from 'zod'

/** For how long the answer to a named request is kept. */
export const keptMs = 24 * 3_600_000

const schema = z.object({
  status: z.union([z.literal(200), z.literal(201), z.literal(202)]),
  contentType: z.string(),
  body: z.string(),
  /** In place of a body that holds rows: what it is made of anew, as long as it is there. */
  remade: z.string().optional(),
})

export type KeptAnswer = z.infer<typeof schema>

export function readAnswer(value: unknown): KeptAnswer {
  return schema.parse(value)
}

export const placeOfAnswer = (id: string): string => `idempotency/answer/${id}`
