/** What a value is after JSON: a Date is its ISO text, a bigint its digits, and what JSON cannot hold is gone. */
export type Serialized<Value> = Value extends { toJSON(): infer Json }
  ? Json
  : Value extends bigint
    ? string
    : Value extends string | number | boolean | null
      ? Value
      : Value extends undefined | symbol | ((...parameters: never[]) => unknown)
        ? never
        : Value extends readonly unknown[]
          ? { [At in keyof Value]: Serialized<Value[At]> }
          : Value extends object
            ? {
                [Key in keyof Value as Value[Key] extends (...parameters: never[]) => unknown
                  ? never
                  : Key]: Serialized<Value[Key]>
              }
            : unknown

/** For JSON.stringify. */
export function digitsOfBigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
