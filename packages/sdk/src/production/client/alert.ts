import { messageOf } from '../../errors.ts'

export interface Alert {
  readonly runId: string
  readonly testId: string
  /** Where the data is. */
  readonly target: string
  readonly failures: readonly string[]
}

const timeout = 5000

/** Tells a webhook that test data stayed in production. Answers why it could not, which changes nothing of that. */
export async function alertWebhook(url: string, alert: Alert): Promise<string | undefined> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ kind: 'understudy.cleanup-failed', at: new Date().toISOString(), ...alert }),
      redirect: 'error',
      signal: AbortSignal.timeout(timeout),
    })
    await response.body?.cancel()
    return response.ok ? undefined : `the webhook answered with status ${response.status}`
  } catch (thrown) {
    return `the webhook could not be reached: ${messageOf(thrown)}`
  }
}
