import { expect, it } from 'vitest'

import type { CallerIdentity } from '../../../src/auth/identity.js'
import { createLog } from '../../../src/log.js'
import { instructionsFor } from '../../../src/mcp/instructions.js'
import { jsonSchemaOf } from '../../../src/mcp/json-schema.js'
import { definitionsHash, toolDefinitions } from '../../../src/mcp/tool-definitions-hash.js'
import { tools } from '../../../src/tools/registry.js'
import type { Tool } from '../../../src/tools/tool.js'
import { parseToolset } from '../../../src/tools/toolset.js'
import { createTestApp, testCaller, unlimited } from '../../support/clients/app.js'

const nobody = async () => await Promise.reject(new Error('nobody is asked for'))
const signedOut: CallerIdentity = { current: nobody, state: nobody }

/** A tool as `tools/list` tells it. */
const advertisedOf = ({ name, title, description, input, output }: Tool) => ({
  name,
  title,
  description,
  inputSchema: jsonSchemaOf(input, 'input'),
  outputSchema: jsonSchemaOf(output, 'output'),
  annotations: { readOnlyHint: true, openWorldHint: false },
})

const sizesOf = (isCounted: (tool: Tool) => boolean): readonly number[] =>
  tools.filter(isCounted).map((tool) => JSON.stringify(advertisedOf(tool)).length + 1)

/** Every choice of the sets that there are. */
const setNames = [...new Set(tools.map(({ set }) => set))]
const choices = Array.from({ length: 2 ** setNames.length - 1 }, (_, bits) =>
  setNames.filter((_name, at) => ((bits + 1) >> at) % 2 === 1),
)

const total = (sizes: readonly number[]): number => sizes.reduce((sum, size) => sum + size, 1)

it.each([
  ['default', 10_000],
  ['cohort', 3_700],
  ['clinical', 1535],
  ['directory', 1187],
])('the toolset %s takes at most %i characters of tools/list', (set, most) => {
  const sizes = sizesOf((tool) => tool.set === set)
  expect(total(sizes), sizes.join()).toBeLessThanOrEqual(most)
})

it('the toolsets default and cohort together take at most 13,100', () => {
  const sizes = sizesOf(({ set }) => ['default', 'cohort'].some((name) => name === set))
  expect(total(sizes), sizes.join()).toBeLessThanOrEqual(13_100)
})

it('all toolsets together take at most 16,000', () => {
  expect(total(sizesOf(() => true))).toBeLessThanOrEqual(16_000)
})

it('each choice of toolsets is a list of its own: in order, with a hash, and with what is off', async () => {
  const hashes = new Map<string, string>()
  for (const names of choices) {
    const toolset = parseToolset(names.join())
    const app = createTestApp({})
    const caller = testCaller(app, signedOut, { ...unlimited, toolset })
    const options = { app, caller, log: createLog('error', () => undefined) }
    const definitions = await toolDefinitions(options)
    expect(definitions).toMatchObject(toolset.tools.map(({ name }) => ({ name })))
    const hash = definitionsHash(definitions)
    expect(definitionsHash(await toolDefinitions(options))).toBe(hash)
    hashes.set(hash, names.join())
    const off = setNames.filter((name) => !names.includes(name))
    const [line, ...more] = instructionsFor(toolset, undefined)
      .split('\n')
      .filter((one) => one.includes('JHE_TOOLS'))
    expect(more).toEqual([])
    if (off.length === 0) expect(line).toBeUndefined()
    else expect(line).toContain(`the set ${off.join(', ')}.`)
  }
  expect(hashes.size).toBe(choices.length)
})

it('the hash tells tools apart, and not the pages of their views', () => {
  const tool = { name: 'a', description: 'b' }
  const withView = { ...tool, _meta: { ui: { resourceUri: 'ui://jhe-mcp/trend-0123abcd' } } }
  expect(definitionsHash([withView])).toBe(definitionsHash([tool]))
  expect(definitionsHash([{ ...tool, description: 'c' }])).not.toBe(definitionsHash([tool]))
})
