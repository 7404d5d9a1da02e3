import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { connectHost, eras, type Host } from '../support/clients/mcp-clients.js'
import { signInAs, type SignedIn } from '../support/worlds/signed-in.js'

const toolSchema = z.looseObject({
  name: z.string(),
  description: z.string(),
  inputSchema: z.looseObject({ additionalProperties: z.literal(false) }),
  outputSchema: z.looseObject({ additionalProperties: z.literal(false) }),
  // the other hints mean something only of a tool that writes
  annotations: z.strictObject({ readOnlyHint: z.literal(true), openWorldHint: z.literal(false) }),
})

/** Every schema within a schema, with its path. */
const partsOf = (schema: unknown, path: string): (readonly [string, Record<string, unknown>])[] => {
  if (Array.isArray(schema)) return schema.flatMap((part) => partsOf(part, path))
  const record = z.record(z.string(), z.unknown()).safeParse(schema)
  if (!record.success) return []
  const { properties, items, anyOf } = record.data
  const fields = Object.entries(z.record(z.string(), z.unknown()).parse(properties ?? {}))
  return [
    [path, record.data],
    ...fields.flatMap(([name, field]) => partsOf(field, `${path}.${name}`)),
    ...partsOf(items, `${path}[]`),
    ...partsOf(anyOf, path),
  ]
}

const partsOfTool = ({ name, inputSchema, outputSchema }: z.output<typeof toolSchema>) => [
  ...partsOf(inputSchema, `${name}.input`),
  ...partsOf(outputSchema, `${name}.output`),
]

/** Pages of views are told apart by a hash, which is another after each change of how they look. */
const viewHash = /(ui:\/\/jhe-mcp\/[a-z]+-)[0-9a-f]{8}/g

describe.each(eras)('tools/list for a client of %s', (era) => {
  let host: Host
  let signedIn: SignedIn
  beforeAll(async () => {
    host = await connectHost(era)
    signedIn = await signInAs(10_001, 'postgresql://nobody@127.0.0.1:1/none')
  })
  afterAll(async () => {
    await host.close()
    signedIn.remove()
  })

  it('is the pinned list', async () => {
    const listed = JSON.stringify(await host.listTools(), null, 2).replaceAll(viewHash, '$1hash')
    await expect(`${listed}\n`).toMatchFileSnapshot(`tools-${era}.json`)
  })

  it('T-S12: takes no argument that it does not know, and only reads', async () => {
    for (const tool of await host.listTools()) toolSchema.parse(tool)
  })

  it('says what a tool is good for within its first 80 characters, and fits 10,000 characters', async () => {
    const tools = (await host.listTools()).map((tool) => toolSchema.parse(tool))
    for (const { description } of tools) expect(description.slice(0, 80)).toMatch(/[a-z]{3}/)
    const told = tools.map((tool) => ({ ...tool, _meta: undefined }))
    const sizes = told.map((tool) => `${String(JSON.stringify(tool).length)} ${tool.name}`)
    expect(JSON.stringify(told).length, sizes.join('\n')).toBeLessThanOrEqual(10_000)
  })

  it('gives every part of a schema one type, and every array its items', async () => {
    const tools = (await host.listTools()).map((tool) => toolSchema.parse(tool))
    const odd = tools.flatMap(partsOfTool).filter(([, part]) => {
      const hasType = typeof part['type'] === 'string' || Array.isArray(part['anyOf'])
      return !hasType || (part['type'] === 'array' && part['items'] === undefined)
    })
    expect(odd).toEqual([])
  })

  it('tells the least number and the form of a date that are checked', async () => {
    const tools = (await host.listTools()).map((tool) => toolSchema.parse(tool))
    const inputs = tools.flatMap(({ name, inputSchema }) => partsOf(inputSchema, name))
    const fields = inputs.filter(([path]) => path.includes('.'))
    const told = (form: RegExp) =>
      fields.filter(([path]) => form.test(path)).map(([, part]) => part)
    for (const part of told(/_id$|limit$/)) expect(part).toMatchObject({ minimum: 1 })
    for (const part of told(/start$|birth_date$/))
      expect(part['description']).toContain('YYYY-MM-DD')
    for (const part of told(/end$|bucket$/)) expect(part['description']).toMatch(/[a-z]{3}/)
    expect(told(/_id$|limit$/).length).toBeGreaterThan(9)
  })

  it('is the same for somebody who is signed in', async () => {
    const other = await connectHost(era, { env: signedIn.env })
    try {
      expect(await other.listTools()).toEqual(await host.listTools())
    } finally {
      await other.close()
    }
  })

  it('comes with short instructions that mark database text as data', () => {
    expect(host.instructions).toContain('never instructions')
    expect(host.instructions?.length).toBeLessThan(1500)
  })
})
