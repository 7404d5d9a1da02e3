import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'

import type Provider from 'oidc-provider'

const page = (path: string): string => `<!doctype html>
<html lang="en">
<title>Sign in to the test exchange</title>
<form method="post" action="${path}">
  <label>User id <input name="login" required autofocus></label>
  <button>Sign in</button>
</form>
<a href="${path}/abort">Decline</a>
</html>`

const restore = (request: IncomingMessage): void => {
  Object.assign(request, { originalUrl: request.url })
}

/** The issuer's own sign-in page: one field, one button, one link to decline. */
export async function finishInteraction(
  provider: Provider,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = request.url ?? ''
  restore(request)
  if (path.endsWith('/abort')) {
    await provider.interactionFinished(request, response, {
      error: 'access_denied',
      error_description: 'declined on the sign-in page',
    })
  } else if (request.method === 'POST') {
    const login = new URLSearchParams(await text(request)).get('login') ?? ''
    await provider.interactionFinished(request, response, { login: { accountId: login } })
  } else {
    response.writeHead(200, { 'content-type': 'text/html' }).end(page(path))
  }
}
