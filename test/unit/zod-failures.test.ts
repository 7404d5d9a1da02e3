import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { build, type Rolldown } from 'tsdown'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { root } from '../support/source-files.js'

const { zodFailures } = z
  .object({ zodFailures: z.custom<Rolldown.Plugin>((value) => typeof value === 'object') })
  .parse(await import(pathToFileURL(join(root, '.ci', 'zod-failures.js')).href))

type Zod = typeof z
const bundleSchema = z.object({ z: z.custom<Zod>((value) => typeof value === 'object') })

const folder = mkdtempSync(join(root, 'node_modules', '.zod-failures-'))
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** Zod as the product has it. */
const bundled = async (): Promise<Zod> => {
  const entry = join(folder, 'entry.mjs')
  writeFileSync(entry, "export { z } from 'zod'")
  await build({
    entry: { zod: entry },
    plugins: [zodFailures],
    outDir: folder,
    outExtensions: () => ({ js: '.mjs' }),
    deps: { alwaysBundle: ['zod'] },
    clean: false,
    config: false,
    dts: false,
    logLevel: 'error',
  })
  return bundleSchema.parse(await import(pathToFileURL(join(folder, 'zod.mjs')).href)).z
}

const fail = (zod: Zod) =>
  zod.strictObject({ name: zod.string(), ages: zod.array(zod.int().min(1)) }).safeParse({
    name: 1,
    ages: [0, 'x'],
    more: true,
  })

describe('what zod fails with in the product', () => {
  it('says the same as ever, once', async () => {
    const zod = await bundled()
    const failed = fail(zod)
    expect(failed.success).toBe(false)
    expect(failed.error).toBeInstanceOf(zod.ZodError)
    expect(failed.error?.issues).toEqual(fail(z).error?.issues)
    expect(failed.error).toBe(failed.error)
    expect(failed).not.toHaveProperty('data')
  })

  it('has an accessor that all share', async () => {
    const failed = fail(await bundled())
    expect(Object.getOwnPropertyDescriptor(failed, 'error')).toBeUndefined()
    const other = new Error('another')
    Reflect.set(failed, 'error', other)
    expect(failed.error).toBe(other)
  })

  it('passes what fits, and what is awaited', async () => {
    const zod = await bundled()
    expect(zod.string().safeParse('a')).toEqual({ success: true, data: 'a' })
    const late = await zod
      .string()
      .refine(async (text) => await Promise.resolve(text === 'b'), 'must be b')
      .safeParseAsync('a')
    expect(late.error?.issues[0]?.message).toBe('must be b')
  })
})
