import type { Browser } from 'playwright-core'
import { z } from 'zod'

import { connectHost, type Host } from '../clients/mcp-clients.js'
import { answerOf, dayBucket } from '../picture-answers.js'
import { openInHost, type OpenView, type StandIn } from './stand-in-host.js'

const listed = z.object({ resources: z.array(z.looseObject({ uri: z.string() })) })
const readPage = z.looseObject({
  contents: z.tuple([
    z.looseObject({ uri: z.string(), mimeType: z.string(), text: z.string(), _meta: z.unknown() }),
  ]),
})

/** The address of a view, as a server lists it. */
export const viewUri = async ({ catalog }: Host, view: string): Promise<string> => {
  const { resources } = listed.parse(await catalog.listResources())
  const found = resources.find(({ uri }) => uri.startsWith(`ui://jhe-mcp/${view}-`))
  if (found === undefined) throw new Error(`the server lists no view ${view}`)
  return found.uri
}

/** The page of a view, as a server gives it. */
export const readView = async (host: Host, uri: string) =>
  readPage.parse(await host.catalog.readResource({ uri })).contents[0]

/** The page of the trend, of the built program; nobody is signed in. */
export async function builtTrend(): Promise<string> {
  const host = await connectHost('2025', { env: { HOME: '/nonexistent' } })
  try {
    return (await readView(host, await viewUri(host, 'trend'))).text
  } finally {
    await host.close()
  }
}

/** What a trend was asked with. */
export const trendArgs = {
  patient_id: 40_013,
  data_type: 'omh:heart-rate:2.0',
  bucket: 'day',
} as const

/** A result of days with these means; a day without one is a gap. */
export const resultOf = (means: readonly (number | null)[], rest: object = {}) => ({
  content: [{ type: 'text', text: 'the answer as text' }],
  structuredContent: answerOf(
    means.flatMap((mean, at) =>
      mean === null
        ? []
        : [
            dayBucket(at, [
              { name: 'heart_rate', unit: 'beats/min', mean, min: mean - 5, max: mean + 5 },
            ]),
          ],
    ),
    rest,
  ),
})

/** Opens the trend in a host that tells its input and the results given. */
export const openTrend = async (
  browser: Browser,
  html: string,
  host: Partial<StandIn> = {},
): Promise<OpenView> => await openInHost(browser, { html, width: 720, args: trendArgs, ...host })
