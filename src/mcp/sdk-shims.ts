/**
 * Stands for `@modelcontextprotocol/server/_shims` in the build: the same, without the JSON Schema
 * validator that the SDK brings (ajv, a quarter of what a start would load). The SDK needs it for
 * the answers to forms that a server pushes, and this server pushes none: those that a result asks
 * for it reads itself. And without importing
 * `node:process`, for which Node works out everything that can be asked of a process: 14 ms.
 */
export const process = globalThis.process

export class DefaultJsonSchemaValidator {
  /** @throws Error always, so that no unchecked value passes for a checked one */
  getValidator(): never {
    throw new Error('jhe-mcp was built without a validator for JSON Schema')
  }
}
