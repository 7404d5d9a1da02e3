import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { build, type Rolldown } from 'tsdown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { root } from '../support/source-files.js'

const { sdkSchemas } = z
  .object({ sdkSchemas: z.custom<Rolldown.Plugin>((value) => typeof value === 'object') })
  .parse(await import(pathToFileURL(join(root, '.ci', 'sdk-schemas.js')).href))

const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType

/** What every schema of a table, and of tables in it, accepts. */
const described = (table: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(table).map(([name, value]: [string, unknown]) => {
      if (isSchema(value)) return [name, z.toJSONSchema(value, { unrepresentable: 'any' })]
      return [name, typeof value === 'object' && value !== null ? described(value) : typeof value]
    }),
  )

const tablesSchema = z.object({
  buildSchemas2025: z.custom<() => object>((value) => typeof value === 'function'),
  buildSchemas2026: z.custom<() => object>((value) => typeof value === 'function'),
  registryMaps: z.custom<() => object>((value) => typeof value === 'function'),
})

const folder = mkdtempSync(join(root, 'node_modules', '.sdk-schemas-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Bundles a file of the SDK, changed so, and runs it. */
const run = async (name: string, file: string, plugins: readonly Rolldown.Plugin[]) => {
  await build({
    entry: { [name]: file },
    plugins: [...plugins],
    outDir: folder,
    outExtensions: () => ({ js: '.mjs' }),
    clean: false,
    config: false,
    dts: false,
    logLevel: 'error',
  })
  return tablesSchema.parse(await import(pathToFileURL(join(folder, `${name}.mjs`)).href))
}

describe.each(['server', 'client'])('the schemas of the %s of the MCP SDK', (half) => {
  const from = join(root, 'node_modules', '@modelcontextprotocol', half, 'dist')
  const file = join(from, readdirSync(from).find((name) => /^src-[\w-]+\.mjs$/.test(name)) ?? '')
  const lettingOut: Rolldown.Plugin = {
    name: 'letting-out',
    transform: (code, id) =>
      id === file
        ? `${code}\nexport { buildSchemas2025, buildSchemas2026, registryMaps }`
        : undefined,
  }
  let before: z.output<typeof tablesSchema>
  let after: z.output<typeof tablesSchema>
  beforeAll(async () => {
    before = await run(`${half}-before`, file, [lettingOut])
    after = await run(`${half}-after`, file, [sdkSchemas, lettingOut])
  })

  it.each(['buildSchemas2025', 'buildSchemas2026', 'registryMaps'] as const)(
    'stay as they are, each made once (%s)',
    (table) => {
      const found = described(after[table]())
      expect(JSON.stringify(found)).toContain('"type":"object"')
      expect(found).toEqual(described(before[table]()))
      const again: readonly unknown[] = Object.values(after[table]())
      expect(Object.values(after[table]()).every((one, at) => one === again[at])).toBe(true)
    },
  )

  it('are missed by the build where they are not found', async () => {
    const empty: Rolldown.Plugin = {
      name: 'empty',
      transform: (_code, id) => (id === file ? 'export const nothing = 1' : undefined),
    }
    await expect(run(`${half}-empty`, file, [empty, sdkSchemas])).rejects.toThrow(
      'schemas of the MCP SDK',
    )
  })
})
