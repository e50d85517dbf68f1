import type { LooseKind, NumberKind, TextKind, TimeKind } from './kind-names.ts'

/** What values of a kind are in TypeScript; of kinds whose values hang on their options, and of faker:…, nothing is known. */
export type KindValue<Name extends string> = Name extends TextKind
  ? string
  : Name extends NumberKind
    ? number
    : Name extends TimeKind
      ? Date
      : Name extends 'boolean'
        ? boolean
        : unknown

/** Every kind by its name, for completion; any other text is a kind with a version, or one of faker's methods. */
export type KindName =
  | TextKind
  | NumberKind
  | TimeKind
  | LooseKind
  | 'boolean'
  | `faker:${string}`
  | `${string}@${number}`
