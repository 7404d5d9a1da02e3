import { z } from 'zod'

import { connectHost, type Host } from '../clients/mcp-clients.js'
import { ownHome } from '../own-home.js'

/** The largest that the page of a view may be, in bytes. */
export const maxPageBytes = 60 * 1024

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

/** The page of a view, of the built program; nobody is signed in. */
export async function builtView(view: string): Promise<string> {
  const host = await connectHost('2025', { env: { HOME: ownHome() } })
  try {
    return (await readView(host, await viewUri(host, view))).text
  } finally {
    await host.close()
  }
}
