import { serverChanged } from '../../../src/connect/connect-errors.js'
import type { RemoteFetch } from '../../../src/connect/remote-fetch.js'

/** The platform's `fetch` in the form that a bridge uses: no redirects, a limit until the status line. */
export const plainFetch: RemoteFetch = async (url, { signal, limitMs, ...request }) => {
  const own = new AbortController()
  const follow = (): void => {
    own.abort(signal.reason)
  }
  signal.addEventListener('abort', follow)
  if (signal.aborted) follow()
  const timer = setTimeout(() => {
    own.abort(new DOMException('too slow', 'TimeoutError'))
  }, limitMs ?? 300_000)
  try {
    const response = await fetch(url, { ...request, redirect: 'manual', signal: own.signal })
    if (response.status < 300 || response.status >= 400) return response
    await response.body?.cancel()
    throw serverChanged.redirect(new URL(url), response.headers.get('location'))
  } finally {
    clearTimeout(timer)
  }
}
