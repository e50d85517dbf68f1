/** One signed request, and what comes back. What keeps it from arriving is thrown as it is. */
export interface S3Exchange {
  readonly method: 'GET' | 'PUT' | 'POST' | 'HEAD' | 'DELETE'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array | undefined
  readonly signal?: AbortSignal | undefined
}

export interface S3Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Read to its end, or closed by ending the iteration. */
  readonly body: AsyncIterable<Uint8Array>
}

/** How requests get there: whoever gives it decides on addresses and on time. */
export type S3Transport = (exchange: S3Exchange) => Promise<S3Answer>
