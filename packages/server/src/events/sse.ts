import type { TeamEvent } from './team-event.ts'

/** One event as a line-based message. Types hold no line break, and JSON escapes those of its texts. */
export function messageOf(event: TeamEvent): string {
  return `id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

/**
 * Says that the stream cannot go on where its reader was, and from which position it does: what came between is kept no
 * more, or a restored backup has never known of it. The reader looks at everything anew.
 */
export function resetMessage(position: number): string {
  return `id: ${position}\nevent: stream.reset\ndata: ${JSON.stringify({ position })}\n\n`
}

/** Keeps proxies from closing what is only quiet, and lets the server notice that nobody is there. */
export const heartbeat = ': alive\n\n'

/** How long a browser waits before it comes back, in milliseconds. */
export const retryMessage = 'retry: 2000\n\n'
