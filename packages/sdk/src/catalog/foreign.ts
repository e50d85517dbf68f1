/** `name=value`, in the order of their names. */
export type Options = Readonly<Record<string, string>>

export interface ForeignDataWrapper {
  readonly name: string
  readonly handler: string | null
  readonly validator: string | null
  readonly options: Options
}

export interface ForeignServer {
  readonly name: string
  readonly wrapper: string
  readonly type: string | null
  readonly version: string | null
  readonly options: Options
}

/** Its options hold secrets, so only their names are read. */
export interface UserMapping {
  readonly server: string
  /** Null is PUBLIC. */
  readonly role: string | null
  readonly optionNames: readonly string[]
}
