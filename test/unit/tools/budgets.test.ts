import { expect, it } from 'vitest'

import { jsonSchemaOf } from '../../../src/mcp/json-schema.js'
import { tools } from '../../../src/tools/registry.js'
import type { Tool } from '../../../src/tools/tool.js'

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

it('the default tools with those about cohorts take at most 13,100', () => {
  expect(total(sizesOf(({ set }) => set === 'default' || set === 'cohort'))).toBeLessThanOrEqual(
    13_100,
  )
})

it('all toolsets together take at most 16,000', () => {
  expect(total(sizesOf(() => true))).toBeLessThanOrEqual(16_000)
})
