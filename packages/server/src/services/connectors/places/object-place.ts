/** Something that holds bytes under a name. */
export interface FoundObject {
  readonly name: string
  readonly size: number | undefined
}

export interface OpenObject {
  readonly size: number | undefined
  /** Tells this content from any other under the same name; undefined where the place does not say. */
  readonly tag: string | undefined
  /** Whether any range of it may be asked for. */
  readonly hasRanges: boolean
  /** From here to its end, or to the byte before `to`. Of another content than the tag's: BeginAnew. */
  read(from: number, to?: number): Promise<AsyncIterable<Uint8Array>>
  close(): Promise<void>
}

/** Where objects are read. */
export interface ObjectPlace {
  /** By name; as many as the caller goes on for. */
  list(signal: AbortSignal): AsyncIterable<FoundObject>
  open(name: string, signal: AbortSignal): Promise<OpenObject>
}
