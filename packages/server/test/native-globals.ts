/**
 * A server that listens gives its process a Request and a Response of its own. The process has one test file after
 * another, and each begins with Node's.
 */
const key = Symbol.for('understudy.native-globals')
const held = processWide()
held[key] ??= { Request, Response }
for (const [name, value] of Object.entries(held[key]))
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true })

/** globalThis outlives this module; its type can't know the symbol. */
function processWide(): { [key]?: { readonly Request: unknown; readonly Response: unknown } } {
  return globalThis as { [key]?: { readonly Request: unknown; readonly Response: unknown } }
}
