import type { VNode } from 'preact'
import { listAt, objectAt, textAt, textsAt, type Json } from '../api/json.js'
import type { PageProps } from '../page-props.js'
import { Shown } from '../parts/shown.js'
import { useAnswer } from '../parts/use-answer.js'

const word = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '–'

const Facts = ({ facts }: { readonly facts: readonly (readonly [string, string])[] }) => (
  <dl>
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)

const factsOf = (person: Json, status: Json): readonly (readonly [string, string])[] => {
  const database = objectAt(status, 'database')
  const access = objectAt(status, 'access')
  const limited = textsAt(access, 'limited_to')
  return [
    ['Signed in as', textAt(person, 'email') || word(person['subject'])],
    ['Kind of viewer', textAt(person, 'kind') || '–'],
    ['Permissions from', textAt(access, 'permission_source') || '–'],
    ['Held to', limited.length === 0 ? 'nothing' : limited.join('; ')],
    [
      'Consent',
      access['consent'] === 'off'
        ? 'off: as JHE reads'
        : 'enforced: what people declined is left out',
    ],
    ['Database', database['reachable'] === true ? 'reached' : textAt(database, 'problem') || 'not'],
    ['Version', word(status['version'])],
  ]
}

/** Who is signed in, what they may see, and whether all works. */
export function HomePage({ client, own }: PageProps): VNode {
  const status = useAnswer(async () => {
    const [about, answer] = await Promise.all([
      client.ask('/api/status'),
      own.call('get_server_status', {}),
    ])
    return { about, answer: answer.value }
  }, [])
  const studies = useAnswer(async () => (await own.call('list_studies', {})).value, [])
  const signIn = async (path: string): Promise<void> => {
    await client.ask(path, {})
    status.again()
    studies.again()
  }
  return (
    <>
      <h1>Home</h1>
      <Shown answer={status}>
        {({ about, answer }) => (
          <>
            <Facts facts={factsOf(objectAt(about, 'person'), answer)} />
            {about['can_sign_in'] === true ? (
              <p class="buttons">
                <button
                  type="button"
                  onClick={() => void signIn('/api/sign-in').catch(status.again)}
                >
                  Sign in
                </button>
                <button
                  type="button"
                  onClick={() => void signIn('/api/sign-out').catch(status.again)}
                >
                  Sign out
                </button>
              </p>
            ) : null}
            <p class="note">{textAt(answer, 'notice')}</p>
          </>
        )}
      </Shown>
      <h2>Your studies</h2>
      <Shown answer={studies}>
        {(value) => (
          <ul>
            {listAt(value, 'studies').map((study) => (
              <li key={word(study['id'])}>
                <a href={`#/studies/${word(study['id'])}`}>{textAt(study, 'name')}</a>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </>
  )
}
