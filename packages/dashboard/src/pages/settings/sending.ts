import type { Tone } from '../../ui/looks.ts'

/** Something that is sent to somebody outside: a delivery of a webhook, or an e-mail. */
export interface Sending {
  readonly id: string
  readonly type: string
  readonly status: 'pending' | 'delivered' | 'failed'
  readonly attempts: number
  readonly nextAt: string | null
  readonly code: number | null
  readonly error: string | null
}

export const sendingTones: Record<Sending['status'], Tone> = { pending: 'calm', delivered: 'good', failed: 'bad' }
const soonMs = 30_000

/** Whether it is likely to change while somebody looks. */
export function isUnderWay({ status, nextAt }: Sending, now: number): boolean {
  return status === 'pending' && (nextAt === null || Date.parse(nextAt) - now < soonMs)
}

/** What was answered, and why that was not enough. */
export function answerWords({ status, attempts, code, error }: Sending): string {
  if (status === 'delivered') return code === null ? 'taken' : `taken, with ${code}`
  if (attempts === 0) return error ?? 'not tried yet'
  return [error ?? 'no answer', code === null ? undefined : `answered with ${code}`].filter(Boolean).join(', ')
}
