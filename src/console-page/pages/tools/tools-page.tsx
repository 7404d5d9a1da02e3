import type { VNode } from 'preact'

import type { Client } from '../../api/client.js'
import { serverClient } from '../../api/tools.js'
import { type JsonRecord } from '../../../record.js'
import { objectsAt, textAt, textsAt } from '../../../record-members.js'
import type { PageProps } from '../../page-props.js'
import { Problem, Shown } from '../../parts/shown.js'
import { SignInContext } from '../../parts/sign-in-context.js'
import { useAnswer } from '../../parts/use-answer.js'
import { useSignIn } from '../../parts/use-sign-in.js'
import { OfferForm } from './offer-form.js'
import { readOffers } from './offers.js'

interface Props {
  readonly client: Client
  /** As the console lists it. */
  readonly server: JsonRecord
  /** The command that asks a tool of our own server in a terminal. */
  readonly call: string | undefined
}

function ServerOffers({ client, server, call }: Props) {
  const id = textAt(server, 'id')
  const capabilities = textsAt(server, 'capabilities')
  const asked = serverClient(client, id)
  const found = useAnswer(
    async (signal) => await readOffers(asked.until(signal), capabilities),
    [id],
  )
  return (
    <Shown answer={found}>
      {(groups) =>
        groups.map(({ title, offers, isCut, error }) => (
          <section key={title}>
            <h3>{title}</h3>
            {error === undefined ? null : <Problem error={error} again={found.again} />}
            {offers.map((offer, at) => (
              <OfferForm
                offer={offer}
                server={asked}
                call={call}
                completes={capabilities.includes('completions')}
                key={at}
              />
            ))}
            {offers.length === 0 && error === undefined ? <p>None.</p> : null}
            {isCut ? (
              <p class="note">There are more: these are the first {offers.length}.</p>
            ) : null}
          </section>
        ))
      }
    </Shown>
  )
}

const signInAt = (client: Client, id: string) => async (): Promise<unknown> =>
  await client.ask(`/api/servers/${id}/sign-in`, {})

function ServerSection({ client, server, call }: Props) {
  const isOwn = textAt(server, 'kind') === 'own'
  const canSignIn = server['can_sign_in'] === true
  const signIn = useSignIn(canSignIn ? signInAt(client, textAt(server, 'id')) : undefined)
  return (
    <section>
      <h2>
        <bdi>{textAt(server, 'name')}</bdi>
      </h2>
      <SignInContext.Provider value={signIn}>
        <ServerOffers client={client} server={server} call={isOwn ? call : undefined} />
      </SignInContext.Provider>
    </section>
  )
}

/** Every tool, resource and prompt of every connected server, by form. */
export function ToolsPage({ client }: PageProps): VNode {
  const servers = useAnswer(async () => {
    const [{ servers: all }, status] = await Promise.all([
      client.ask('/api/servers'),
      client.ask('/api/status'),
    ])
    const connected = objectsAt({ all }, 'all').filter(
      (server) => textAt(server, 'state') === 'connected',
    )
    return { connected, call: textAt(status, 'call_command') }
  }, [])
  return (
    <>
      <h1>Tools</h1>
      <p>
        What a model could ask, asked by you: open one, fill in what is needed, and read its answer.
      </p>
      <Shown answer={servers}>
        {({ connected, call }) =>
          connected.length === 0 ? (
            <p>
              No server is connected: <a href="#/servers">connect one</a>.
            </p>
          ) : (
            connected.map((server) => (
              <ServerSection
                client={client}
                server={server}
                call={call}
                key={textAt(server, 'id')}
              />
            ))
          )
        }
      </Shown>
    </>
  )
}
