import { describe, expect, it } from 'vitest'

import { forwardingHint } from '../../../../src/auth/sign-in/environment-detection.js'
import { pagesOf } from '../../../../src/auth/sign-in/callback/pages.js'
import { parseRedirectUri } from '../../../../src/auth/sign-in/callback/redirect-uri.js'
import * as errors from '../../../../src/auth/sign-in/sign-in-errors.js'
import { createCredentialErrors } from '../../../../src/auth/store/credential-errors.js'
import { serverPlace } from '../../../../src/connect/account/server-place.js'
import { parseServerUrl } from '../../../../src/connect/server-url.js'
import { errorCodes, JheError } from '../../../../src/errors.js'

const place = serverPlace(parseServerUrl('https://mcp.example.org/mcp'))
const codes = [
  'access_denied',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_response_type',
  'server_error',
  'temporarily_unavailable',
  'anything',
]

const all: readonly JheError[] = [
  errors.denied(place),
  errors.timedOut(300, 0, place),
  errors.timedOut(300, 2, place),
  errors.wrongIssuer(true, place),
  errors.wrongIssuer(false, place),
  errors.answerWithoutCode(place),
  ...codes.map((code) => errors.refusedByIssuer(code, place)),
  ...(['stranger', 'forbidden', 'other address'] as const).map((why) =>
    errors.portBusy(8765, why, place),
  ),
  errors.portBusyWithOtherSignIn(8765, 12, place),
  errors.peerFailed(12, 'SIGN_IN_DENIED', place),
  createCredentialErrors(place.login).symlink('/x'),
  createCredentialErrors(place.login).keychainLocked(),
]

/** JHE itself, or a setting that is not one of a server elsewhere. */
const ofJhe = /\bJHE\b|JupyterHealth|JHE_(?!REDIRECT_URI|SERVER_|TOKEN_)/

describe('the words of a sign-in at a server elsewhere', () => {
  it.each(all.map((error) => [error.message, error] as const))('%s', (_message, error) => {
    expect(`${error.message} ${error.hint}`).not.toMatch(ofJhe)
    expect(error.hint).not.toMatch(/`jhe-mcp login(?! --url https:)/)
  })

  it('name the server on every page', () => {
    const pages = pagesOf(place)
    const texts = [
      pages.signedIn({}),
      pages.signedIn({ person: 'x', isAwaited: false }),
      pages.unfinished,
      pages.stopped,
      pages.staleTab,
      pages.malformed,
      ...errorCodes.map((code) => pages.failure(new JheError(code, 'What.', 'Next.'))),
    ].map(({ html }) => html)
    for (const html of texts) expect(html).not.toMatch(ofJhe)
    expect(pages.malformed.html).toContain(
      '<h1>This address is not an answer of https://mcp.example.org</h1>',
    )
  })

  it('are text on a page, whatever the origin holds', () => {
    const { html } = pagesOf({ ...place, name: '<script>alert(1)</script>' }).malformed
    expect(html).not.toContain('<script>')
    expect(html).toContain('&lt;script&gt;')
  })

  it('tell how to reach this computer from another one', () => {
    const redirect = parseRedirectUri('http://127.0.0.1:8765/callback')
    expect(forwardingHint('container', redirect, place).join()).toContain(
      '`jhe-mcp login --url https://mcp.example.org/mcp --no-browser`',
    )
  })

  it.each([
    'https://mcp.example.org/mcp?key=$(reboot)',
    'https://mcp.example.org/mcp;reboot',
    'https://mcp.example.org/$HOME',
    'https://mcp.example.org/mcp?token=secret&x=1',
  ])('write no address into a command that a shell would read: %s', (url) => {
    expect(serverPlace(parseServerUrl(url)).login).toBe(
      'jhe-mcp login --url <address of the server>',
    )
  })
})
