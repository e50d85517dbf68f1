import type { TestApiEvent } from './event.ts'
import type { TestDataApiOptions } from './options.ts'

const patience = 10_000

/** Tells events to the application, and alerts to its webhook. Who listens badly changes nothing. */
export function teller({
  onEvent,
  alertWebhook,
  fetch: send = fetch,
}: Pick<TestDataApiOptions, 'onEvent' | 'alertWebhook' | 'fetch'>): (event: TestApiEvent) => void {
  const tell = (event: TestApiEvent) => {
    try {
      onEvent?.(event)
    } catch {
      // The listener's own failure; the request goes on.
    }
  }
  return (event) => {
    tell(event)
    if (event.type !== 'alert' || alertWebhook === undefined) return
    post(send, alertWebhook, event).catch((error: unknown) => {
      tell({ type: 'failed', requestId: undefined, operation: 'post alert', error })
    })
  }
}

async function post(send: typeof fetch, url: string, event: TestApiEvent): Promise<void> {
  const response = await send(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(patience),
  })
  await response.body?.cancel()
  if (!response.ok) throw new Error(`the webhook answered ${response.status}`)
}
