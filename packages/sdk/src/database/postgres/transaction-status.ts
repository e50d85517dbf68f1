import type { Client } from 'pg'

/** I: outside of a transaction; T: inside; E: inside of one that failed. */
type Status = 'I' | 'T' | 'E'

const statuses = new WeakMap<Client, Status>()

/** Keeps what the server says after each statement; the driver tells it itself only since 8.21. */
export function trackTransactionStatus(client: Client): void {
  client.connection.on('readyForQuery', ({ status }: { status: Status }) => statuses.set(client, status))
}

export function isOutsideTransaction(client: Client): boolean {
  return statuses.get(client) === 'I'
}
