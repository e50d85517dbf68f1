/** What happens to the connections over a proxy, those that are open and those that come, until it is healed. */
export type Fault =
  /** Every piece, in both directions, arrives this much later. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** Nothing arrives any more, in neither direction, and nobody is told: as where a cable is out. */
  | { readonly kind: 'drop' }
  /** Once, when this many bytes have passed from one end, counted from now on: as where a process in between dies. */
  | { readonly kind: 'cut after'; readonly bytes: number; readonly from: 'client' | 'server' }
  /** Once, at the next COMMIT. `arrived`: the server does it and its answer is lost; else it never gets there. */
  | { readonly kind: 'cut at commit'; readonly arrived: boolean }
  /** Whoever comes is sent away. */
  | { readonly kind: 'refuse' }
