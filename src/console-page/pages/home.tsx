import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../record.js'
import { objectAt, textAt, textsAt } from '../../record-members.js'
import type { PageError } from '../api/client.js'
import type { PageProps } from '../page-props.js'
import { Problem, Shown } from '../parts/shown.js'
import { readStudies } from '../parts/studies.js'
import { toPageError, useAnswer } from '../parts/use-answer.js'
import { HomeFindings } from './home-findings.js'

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

const factsOf = (
  person: JsonRecord,
  status: JsonRecord,
): readonly (readonly [string, string])[] => {
  const database = objectAt(status, 'database')
  const access = objectAt(status, 'access')
  const limited = textsAt(access, 'limited_to')
  return [
    ['Signed in as', textAt(person, 'email') || word(person['subject'])],
    ['Permissions from', textAt(access, 'permission_source') || '–'],
    ['Narrowed to', limited.length === 0 ? 'nothing: all that you may see' : limited.join('; ')],
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
  const status = useAnswer(async (signal) => {
    const [about, answer] = await Promise.all([
      client.ask('/api/status'),
      own.until(signal).call('get_server_status', {}),
    ])
    return { about, answer: answer.value }
  }, [])
  const studies = useAnswer(async (signal) => await readStudies(own.until(signal)), [])
  const [problem, setProblem] = useState<PageError | undefined>(undefined)
  const [note, setNote] = useState('')
  const act = async (path: string): Promise<void> => {
    setProblem(undefined)
    setNote('')
    try {
      setNote(textAt(await client.ask(path, {}), 'note'))
    } catch (thrown) {
      setProblem(toPageError(thrown))
    }
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
            <p class="buttons">
              {about['can_sign_in'] === true && answer['signed_in'] !== true ? (
                <button type="button" onClick={() => void act('/api/sign-in')}>
                  Sign in
                </button>
              ) : null}
              {about['can_sign_out'] === true && answer['signed_in'] === true ? (
                <button type="button" onClick={() => void act('/api/sign-out')}>
                  Sign out
                </button>
              ) : null}
            </p>
            {note === '' ? null : <p role="status">{note}</p>}
            {problem === undefined ? null : <Problem error={problem} />}
            <p class="note">{textAt(answer, 'notice')}</p>
            {about['has_findings'] === true ? <HomeFindings client={client} /> : null}
          </>
        )}
      </Shown>
      <h2>Your studies</h2>
      <Shown answer={studies}>
        {(all) =>
          all.length === 0 ? (
            <p>You may see no study. In JHE, studies belong to organizations: ask to be added.</p>
          ) : (
            <ul>
              {all.map((study) => (
                <li key={word(study['id'])}>
                  <a href={`#/studies/${word(study['id'])}`}>{textAt(study, 'name')}</a>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  )
}
