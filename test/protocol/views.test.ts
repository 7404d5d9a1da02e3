import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'

import { connectHost, eras, type Host } from '../support/clients/mcp-clients.js'
import { readView, viewUri } from '../support/views/built-view.js'

const toolSchema = z.looseObject({
  name: z.string(),
  _meta: z
    .looseObject({ ui: z.strictObject({ resourceUri: z.string() }), 'ui/resourceUri': z.string() })
    .optional(),
})
const uriSchema = z.looseObject({ resources: z.array(z.looseObject({ uri: z.string() })) })

/** The views by their tools, in order of the tools. */
const views = {
  get_observation_trend: 'trend',
  get_patient_demographics: 'people',
  get_patient_observations: 'observations',
  get_study_metadata: 'study',
  search_patients: 'search',
  summarize_observations: 'summary',
}

const ui = { csp: { connectDomains: [], resourceDomains: [] }, prefersBorder: true }

describe.each(eras)('views for a client of %s', (era) => {
  let home: string
  let host: Host
  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'jhe-views-'))
    host = await connectHost(era, { env: { HOME: home } })
  })
  afterAll(async () => {
    await host.close()
    rmSync(home, { recursive: true })
  })

  it('are named by their tools under both keys, at an address that the list has', async () => {
    const tools = (await host.listTools()).map((tool) => toolSchema.parse(tool))
    const viewed = tools.flatMap(({ name, _meta }) =>
      _meta === undefined ? [] : [{ name, _meta }],
    )
    const uris = await Promise.all(
      Object.entries(views).map(async ([tool, view]) => [tool, await viewUri(host, view)] as const),
    )
    expect(viewed.toSorted((one, other) => one.name.localeCompare(other.name))).toEqual(
      uris.map(([name, uri]) => ({
        name,
        _meta: { ui: { resourceUri: uri }, 'ui/resourceUri': uri },
      })),
    )
  })

  it('are told on their page which tool they show', async () => {
    for (const [tool, view] of Object.entries(views)) {
      const { text } = await readView(host, await viewUri(host, view))
      expect(text).toContain(`<body data-tool="${tool}">`)
    }
  })

  it('are read by anyone, without a sign-in and without a line in the audit trail', async () => {
    const uri = await viewUri(host, 'trend')
    const { text, ...page } = await readView(host, uri)
    expect(page).toEqual({ uri, mimeType: 'text/html;profile=mcp-app', _meta: { ui } })
    expect(text).toMatch(/^<!doctype html><html lang="en"><head>/)
    expect(existsSync(join(home, '.jhe_mcp', 'audit.jsonl'))).toBe(false)
  })

  it('answer at the address of an older page with the present one', async () => {
    const present = await readView(host, await viewUri(host, 'trend'))
    const older = await readView(host, 'ui://jhe-mcp/trend-00000000')
    expect(older.text).toBe(present.text)
    await expect(readView(host, 'ui://jhe-mcp/none-00000000')).rejects.toThrow(/not found/i)
  })

  it('are not there without their tool', async () => {
    const without = await connectHost(era, {
      env: { HOME: home, JHE_TOOLS: 'default,-get_observation_trend' },
    })
    const { resources } = uriSchema.parse(await without.catalog.listResources())
    expect(resources.filter(({ uri }) => uri.startsWith('ui://jhe-mcp/trend-'))).toEqual([])
    await without.close()
  })
})
