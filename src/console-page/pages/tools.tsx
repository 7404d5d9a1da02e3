import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../record.js'
import { objectAt, objectsAt, textAt } from '../../record-members.js'
import { serverClient, type ServerClient } from '../api/tools.js'
import type { PageProps } from '../page-props.js'
import { Drawing } from '../parts/drawing.js'
import { SchemaForm } from '../parts/schema-form.js'
import { Problem, Shown } from '../parts/shown.js'
import { toPageError, useAnswer } from '../parts/use-answer.js'
import type { PageError } from '../api/client.js'

/** Something that can be asked of a server: a tool, a resource or a prompt. */
interface Offer {
  readonly title: string
  readonly about: string
  readonly schema: JsonRecord
  readonly ask: (args: JsonRecord) => Promise<JsonRecord>
  /** The tool of our own server, whose answers may have a picture. */
  readonly tool?: string
}

const noArguments: JsonRecord = { type: 'object', properties: {} }

const toolOffers = async (server: ServerClient): Promise<readonly Offer[]> =>
  (await server.list('tools/list', 'tools')).map((tool) => ({
    title: textAt(tool, 'name'),
    about: textAt(tool, 'description'),
    schema: objectAt(tool, 'inputSchema'),
    tool: textAt(tool, 'name'),
    ask: async (args) =>
      await server.request('tools/call', { name: textAt(tool, 'name'), arguments: args }),
  }))

const resourceOffers = async (server: ServerClient): Promise<readonly Offer[]> =>
  (await server.list('resources/list', 'resources')).map((resource) => ({
    title: textAt(resource, 'uri'),
    about: textAt(resource, 'description') || textAt(resource, 'name'),
    schema: noArguments,
    ask: async () => await server.request('resources/read', { uri: textAt(resource, 'uri') }),
  }))

const promptSchema = (prompt: JsonRecord): JsonRecord => ({
  type: 'object',
  properties: Object.fromEntries(
    objectsAt(prompt, 'arguments').map((argument) => [
      textAt(argument, 'name'),
      { type: 'string', description: textAt(argument, 'description') },
    ]),
  ),
  required: objectsAt(prompt, 'arguments')
    .filter((argument) => argument['required'] === true)
    .map((argument) => textAt(argument, 'name')),
})

const promptOffers = async (server: ServerClient): Promise<readonly Offer[]> =>
  (await server.list('prompts/list', 'prompts')).map((prompt) => ({
    title: textAt(prompt, 'name'),
    about: textAt(prompt, 'description'),
    schema: promptSchema(prompt),
    ask: async (args) =>
      await server.request('prompts/get', { name: textAt(prompt, 'name'), arguments: args }),
  }))

/** A server need not offer all three. */
const orNone = async (offers: Promise<readonly Offer[]>): Promise<readonly Offer[]> =>
  await offers.catch(() => [])

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** What does the same in a terminal. */
const commandFor = (call: string, tool: string, args: JsonRecord): string =>
  `${call} ${tool} --json ${quoted(JSON.stringify(args))}`

interface Asked {
  readonly args: JsonRecord
  readonly result?: JsonRecord
  readonly error?: PageError
}

const textsOf = (result: JsonRecord): string =>
  [...objectsAt(result, 'content'), ...objectsAt(result, 'contents')]
    .map((item) => textAt(item, 'text'))
    .join('\n\n')

function Answered({
  offer,
  asked,
  call,
}: {
  readonly offer: Offer
  readonly asked: Asked
  readonly call: string | undefined
}) {
  const { args, result, error } = asked
  const isOwn = call !== undefined
  if (error !== undefined) return <Problem error={error} />
  if (result === undefined) return <p class="waiting">Asking …</p>
  const structure = objectAt(result, 'structuredContent')
  const hasPicture = isOwn && offer.tool === 'get_observation_trend' && result['isError'] !== true
  return (
    <div class="answered">
      {hasPicture ? <Drawing args={args} answer={structure} /> : null}
      <h4>Text</h4>
      <pre tabIndex={0}>{textsOf(result).slice(0, 100_000) || '(no text)'}</pre>
      <details>
        <summary>Structure</summary>
        <pre tabIndex={0}>{JSON.stringify(result, null, 2).slice(0, 200_000)}</pre>
      </details>
      {isOwn && offer.tool !== undefined ? (
        <p>
          In a terminal: <code>{commandFor(call, offer.tool, args)}</code>{' '}
          <small>
            A tool beyond the default ones needs the setting <code>JHE_TOOLS=all</code> there.
          </small>
        </p>
      ) : null}
    </div>
  )
}

function OfferForm({ offer, call }: { readonly offer: Offer; readonly call: string | undefined }) {
  const [asked, setAsked] = useState<Asked | undefined>(undefined)
  const [isBusy, setIsBusy] = useState(false)
  const ask = async (args: JsonRecord): Promise<void> => {
    setIsBusy(true)
    setAsked({ args })
    try {
      setAsked({ args, result: await offer.ask(args) })
    } catch (thrown) {
      setAsked({ args, error: toPageError(thrown) })
    }
    setIsBusy(false)
  }
  return (
    <details class="offer">
      <summary>
        <code>{offer.title}</code>
      </summary>
      <p>{offer.about}</p>
      <SchemaForm
        schema={offer.schema}
        button="Ask"
        isBusy={isBusy}
        submit={(args) => void ask(args)}
      />
      {asked === undefined ? null : <Answered offer={offer} asked={asked} call={call} />}
    </details>
  )
}

function ServerOffers({
  server,
  call,
}: {
  readonly server: ServerClient
  /** The command that asks a tool of our own server. */
  readonly call: string | undefined
}) {
  const offers = useAnswer(async () => {
    const [tools, resources, prompts] = await Promise.all([
      orNone(toolOffers(server)),
      orNone(resourceOffers(server)),
      orNone(promptOffers(server)),
    ])
    return [
      ['Tools', tools],
      ['Resources', resources],
      ['Prompts', prompts],
    ] as const
  }, [server.id])
  return (
    <Shown answer={offers}>
      {(groups) =>
        groups
          .filter(([, found]) => found.length > 0)
          .map(([title, found]) => (
            <section key={title}>
              <h3>{title}</h3>
              {found.map((offer) => (
                <OfferForm offer={offer} call={call} key={offer.title} />
              ))}
            </section>
          ))
      }
    </Shown>
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
          connected.map((server) => (
            <section key={textAt(server, 'id')}>
              <h2>{textAt(server, 'name')}</h2>
              <ServerOffers
                server={serverClient(client, textAt(server, 'id'))}
                call={textAt(server, 'kind') === 'own' ? call : undefined}
              />
            </section>
          ))
        }
      </Shown>
    </>
  )
}
