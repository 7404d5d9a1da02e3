import type { ProviderContext } from 'oidc-provider'

import type { ErrorPage, UpstreamPort } from '../upstream-port.js'

const pages: Readonly<Record<string, ErrorPage>> = {
  invalid_client: {
    title: 'This program is not known here',
    text: 'The program that sent you here is not registered at this server: its registration has ended, this server does not allow it, or this server could not read what it publishes about itself.',
    next: 'Remove the connector in your program and add it again. If the page comes back, ask the administrator of this server to allow the program (JHE_CLIENTS, JHE_CLIENT_HOSTS) or to look into its log.',
  },
  invalid_redirect_uri: {
    title: 'The way back is not registered',
    text: 'The program that sent you here wants to get the answer at an address that it has not registered, so it is not sent there.',
    next: 'Remove the connector in your program and add it again. Nothing was allowed.',
  },
  over: {
    title: 'This sign-in is over',
    text: 'It was finished, it began too long ago, or it belongs to another browser. Nothing was allowed just now.',
    next: 'Start again from your program: choose to connect or to sign in there.',
  },
}

/** The page of trouble that is ours. */
export const troublePage: ErrorPage = {
  title: 'The sign-in is not possible right now',
  text: 'This server cannot reach what it needs for a sign-in. Nothing was allowed.',
  next: 'Try again in a minute. If it lasts, tell the administrator of this server.',
}

const otherPage: ErrorPage = {
  title: 'The request cannot be answered',
  text: 'The program that sent you here asked in a way that this server does not answer. Nothing was allowed.',
  next: 'Start again from your program. If the page comes back, update the program.',
}

/** Whether a person came back to an authorization that is no longer there. */
const isOver = (thrown: unknown): boolean =>
  thrown instanceof Error && thrown.name === 'SessionNotFound'

const pageOf = (error: string, thrown: unknown): ErrorPage => {
  if (error === 'server_error') return troublePage
  return (isOver(thrown) ? pages['over'] : pages[error]) ?? otherPage
}

/** Renders the errors of `/authorize` that cannot be told to a client as pages for people. */
export const errorRenderer =
  (errorPage: UpstreamPort['errorPage']) =>
  (context: ProviderContext, out: { readonly error: string }, thrown?: unknown): void => {
    const page = pageOf(out.error, thrown)
    const { html, headers } = errorPage(page)
    for (const [name, value] of Object.entries(headers)) context.response.set(name, value)
    context.type = 'text/html; charset=utf-8'
    context.body = html
  }
