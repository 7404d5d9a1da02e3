import { render } from 'preact'

import { createClient, PageError } from './api/client.js'
import { App } from './app.js'
import { Problem } from './parts/shown.js'
import { toPageError } from './parts/use-answer.js'

const place = document.getElementById('app')

/** The code of the address, which is taken out of it at once; undefined where there is none. */
const takeCode = (): string | undefined => {
  const code = location.hash.slice(1)
  if (code === '' || code.startsWith('/')) return undefined
  history.replaceState(null, '', `${location.pathname}#/home`)
  return code
}

const notIn = new PageError(
  'SIGNED_OUT',
  'This page was opened without the console’s address, or the console was started anew.',
  'Open the address that the terminal shows; `jhe-mcp console` prints a new one.',
)

const start = async (target: HTMLElement): Promise<void> => {
  const client = createClient()
  const code = takeCode()
  try {
    if (code !== undefined) await client.enter(code)
    if (!client.isIn()) throw notIn
    render(<App client={client} />, target)
  } catch (thrown) {
    render(
      <main>
        <h1>jhe-mcp console</h1>
        <Problem error={toPageError(thrown)} />
      </main>,
      target,
    )
  }
}

if (place !== null) void start(place)
