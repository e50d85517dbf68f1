import type { TeamEvent } from './team-event.ts'

/** One event as a line-based message. Types hold no line break, and JSON escapes those of its texts. */
export function messageOf(event: TeamEvent): string {
  return `id: ${event.position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}

/** Says that the position to resume from is none of this team's: what a restored backup does not know of. */
export function resetMessage(head: number): string {
  return `id: ${head}\nevent: stream.reset\ndata: ${JSON.stringify({ position: head })}\n\n`
}

/** Keeps proxies from closing what is only quiet, and lets the server notice that nobody is there. */
export const heartbeat = ': alive\n\n'

/** How long a browser waits before it comes back, in milliseconds. */
export const retryMessage = 'retry: 2000\n\n'
