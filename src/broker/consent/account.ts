import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'

import { z } from 'zod'

import { toJheError } from '../../errors.js'
import type { PathHandler } from '../broker.js'
import { cookieLifetime, cookieNameOf } from './cookies.js'
import type { SignInProof } from '../jhe/federation.js'
import { browserPath, fail, pageEvent, redirect, type FlowContext } from './flow-context.js'
import { isOwnForm, readForm } from './form.js'
import { accountPage, signedOutPage, type AccountHolder } from '../pages/account-page.js'
import { badFormPage, foreignFormPage } from '../pages/notices.js'
import { sendPage } from '../pages/shell.js'

const cookieName = 'account'
const cookieContext = 'account-cookie'

const holderSchema = z.object({
  subject: z.int().positive(),
  email: z.string().optional(),
  /** Seconds since the epoch. */
  until: z.number(),
})

/** Somebody who has signed in to this page within the last 10 minutes, and the cookie that shows it. */
interface Visitor {
  readonly holder: AccountHolder
  readonly cookie: string
}

const seconds = ({ now }: FlowContext): number => now().getTime() / 1000

const visitorOf = (context: FlowContext, request: IncomingMessage): Visitor | undefined => {
  const cookie = context.cookies.get(request, cookieName)
  if (cookie === undefined) return undefined
  const text = context.keys.open(Buffer.from(cookie, 'base64url').toString(), cookieContext)
  const parsed = text === undefined ? undefined : holderSchema.safeParse(JSON.parse(text)).data
  if (parsed === undefined || parsed.until <= seconds(context)) return undefined
  const { subject, email } = parsed
  return { holder: { subject, email }, cookie }
}

const boundTo = ({ cookie }: Visitor): string => JSON.stringify(['account', cookie])

/** The programs that the person allowed; a button to sign in where nobody is signed in. */
export const showAccount =
  (context: FlowContext): PathHandler =>
  async (request, response) => {
    const visitor = visitorOf(context, request)
    if (visitor === undefined) {
      sendPage(response, signedOutPage(context.jhe.client.issuerClient.issuer))
      return
    }
    const grants = await context.state.grants.list(visitor.holder.subject)
    sendPage(response, accountPage(visitor.holder, grants, context.proofs.csrf(boundTo(visitor))))
  }

const backToAccount = (context: FlowContext, response: ServerResponse): void => {
  redirect(response, browserPath(context, '/account'))
}

const startSignIn = async (context: FlowContext, response: ServerResponse): Promise<void> => {
  const uid = randomBytes(16).toString('base64url')
  const proof = context.proofs.of({ purpose: 'account', uid })
  const address = await context.jhe.authorize(proof)
  await context.pending.putProof(proof)
  context.cookies.set(response, cookieNameOf(proof.state), proof.state)
  redirect(response, address.href)
}

/** Ends a grant of the visitor; another's is as one that does not exist. */
const endOwn = async (
  context: FlowContext,
  { subject }: AccountHolder,
  id: string | undefined,
): Promise<void> => {
  const own = (await context.state.grants.list(subject)).find((grant) => grant.id === id)
  if (own !== undefined) await context.endGrant(own.id)
}

const actAs = async (
  context: FlowContext,
  visitor: Visitor,
  form: ReadonlyMap<string, string>,
  response: ServerResponse,
): Promise<void> => {
  const action = form.get('action')
  if (action === 'end') await endOwn(context, visitor.holder, form.get('grant'))
  else if (action === 'sign_out') context.cookies.clear(response, cookieName)
  backToAccount(context, response)
}

/** Takes the forms of the page. */
export const changeAccount =
  (context: FlowContext): PathHandler =>
  async (request, response) => {
    const form = await readForm(request)
    const visitor = visitorOf(context, request)
    if (form === undefined) sendPage(response, badFormPage)
    else if (!isOwnForm(request, context.publicUrl)) sendPage(response, foreignFormPage)
    else if (form.get('action') === 'sign_in') await startSignIn(context, response)
    else if (visitor === undefined) backToAccount(context, response)
    else if (context.proofs.isCsrf(form.get('csrf'), boundTo(visitor)))
      await actAs(context, visitor, form, response)
    else sendPage(response, foreignFormPage)
  }

/**
 * Takes the answer of JHE to a sign-in of this page. The session at JHE ends at once: who it is was
 * all that was asked.
 * @param proof undefined where the answer was taken before
 */
export async function finishAccountSignIn(
  context: FlowContext,
  {
    proof,
    parameters,
  }: { readonly proof: SignInProof | undefined; readonly parameters: URLSearchParams },
  response: ServerResponse,
): Promise<void> {
  const { jhe, keys, cookies, onEvent } = context
  if (proof !== undefined) {
    try {
      const { subject, email, session } = await jhe.redeem(parameters, proof)
      await jhe.revoke(session)
      const holder = { subject, email, until: seconds(context) + cookieLifetime }
      const sealed = keys.seal(JSON.stringify(holder), cookieContext)
      cookies.set(response, cookieName, Buffer.from(sealed).toString('base64url'))
      cookies.clear(response, cookieNameOf(proof.state))
      onEvent(pageEvent('sign_in', 'OK', { subject }))
    } catch (thrown) {
      fail(context, response, 'The sign-in at JHE', toJheError(thrown))
      return
    }
  }
  backToAccount(context, response)
}
