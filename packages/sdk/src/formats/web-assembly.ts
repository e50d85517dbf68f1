interface Engine<Functions> {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (
    module: object,
  ) => { readonly exports: Functions & { readonly memory: { readonly buffer: ArrayBuffer } } }
}

/** A cast at the edge: the types of Node leave WebAssembly to those of browsers. It is not there where code may not be made. */
function engineFor<Functions>(): Engine<Functions> | undefined {
  const engine: unknown = Reflect.get(globalThis, 'WebAssembly')
  return engine as Engine<Functions> | undefined
}

/** Makes instances of one module, each with a memory of its own that never grows; its bytes are given in base 64. */
export class WasmModule<Functions> {
  readonly #text: string
  #compiled: object | undefined

  constructor(text: string) {
    this.#text = text
  }

  /** Undefined where the process may not make code: JavaScript is left then. */
  instance(): { readonly memory: ArrayBuffer; readonly functions: Functions } | undefined {
    const engine = engineFor<Functions>()
    if (engine === undefined) return undefined
    try {
      this.#compiled ??= new engine.Module(Buffer.from(this.#text, 'base64'))
      const functions = new engine.Instance(this.#compiled).exports
      return { memory: functions.memory.buffer, functions }
    } catch {
      return undefined
    }
  }
}
