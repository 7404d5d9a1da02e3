import type { VNode } from 'preact'
import { useState } from 'preact/hooks'

import { type JsonRecord } from '../../../record.js'
import { objectAt, objectsAt, textAt, textsAt } from '../../../record-members.js'
import type { PageError } from '../../api/client.js'
import type { PageProps } from '../../page-props.js'
import { Facts, type Fact } from '../../parts/facts.js'
import { Problem, Shown } from '../../parts/shown.js'
import { readStudies } from '../../parts/studies.js'
import { toPageError, useAnswer } from '../../parts/use-answer.js'
import { HomeFindings } from './home-findings.js'
import { StudyLinks } from './study-links.js'
import { nextStep, problemText, viewerWords } from './viewer-words.js'

/** What was asked of the console, and of its server. */
interface Status {
  /** What can be done here. */
  readonly about: JsonRecord
  readonly person: JsonRecord
  /** Of `get_server_status`. */
  readonly answer: JsonRecord
}

const setUpFacts = ({ answer }: Status): readonly Fact[] => {
  const database = objectAt(answer, 'database')
  const access = objectAt(answer, 'access')
  const limited = textsAt(access, 'limited_to')
  return [
    ['Permissions from', textAt(access, 'permission_source') || '–'],
    ['Narrowed to', limited.length === 0 ? 'nothing: all that you may see' : limited.join('; ')],
    [
      'Consent',
      access['consent'] === 'off'
        ? 'off: as JHE reads'
        : 'enforced: what people declined is left out',
    ],
    ['Database', database['reachable'] === true ? 'reached' : problemText(database) || 'not'],
    ['Version', textAt(answer, 'version') || '–'],
  ]
}

interface WhoProps {
  readonly status: Status
  /** Undefined where they could not be asked for. */
  readonly studies: readonly JsonRecord[] | undefined
  readonly act: (path: string) => Promise<void>
}

/** Who is signed in, what they are to JHE, and the next step where something is in the way. */
function Who({ status: { about, person, answer }, studies, act }: WhoProps) {
  const isSignedIn = answer['signed_in'] === true
  const words = isSignedIn ? viewerWords(person, studies) : undefined
  const next = nextStep(answer) || (words?.next ?? '')
  const name = isSignedIn ? textAt(person, 'name') || 'somebody' : 'nobody'
  const session = objectsAt(person, 'session').map((fact): Fact => [
    textAt(fact, 'name'),
    textAt(fact, 'value'),
  ])
  return (
    <>
      <Facts
        facts={[
          ['Signed in as', name],
          ...(words === undefined ? [] : [['You are', words.kind] as const]),
          ...(isSignedIn ? session : []),
        ]}
      />
      {next === '' ? null : <p class="next">{next}</p>}
      <p class="buttons">
        {about['can_sign_in'] === true && !isSignedIn ? (
          <button type="button" onClick={() => void act('/api/sign-in')}>
            Sign in
          </button>
        ) : null}
        {about['can_sign_out'] === true && isSignedIn ? (
          <button type="button" onClick={() => void act('/api/sign-out')}>
            Sign out
          </button>
        ) : null}
      </p>
    </>
  )
}

/** Who is signed in, what they may see, and whether all works. */
export function HomePage({ client, own }: PageProps): VNode {
  const status = useAnswer<Status>(async (signal) => {
    const [about, person, { value }] = await Promise.all([
      client.ask('/api/status'),
      client.ask('/api/person'),
      own.until(signal).call('get_server_status', {}),
    ])
    return { about, person, answer: value }
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
  const seen = studies.error === undefined ? studies.value : undefined
  return (
    <>
      <h1>Home</h1>
      <Shown answer={status}>
        {(value) => (
          <>
            <Who status={value} studies={seen} act={act} />
            {problem === undefined ? null : <Problem error={problem} />}
            <p class="note">{textAt(value.answer, 'notice')}</p>
          </>
        )}
      </Shown>
      <p role="status">{note}</p>
      <h2>Your studies</h2>
      <Shown answer={studies}>{(all) => <StudyLinks own={own} studies={all} />}</Shown>
      {status.value === undefined ? null : (
        <>
          <h2>This installation</h2>
          <Facts facts={setUpFacts(status.value)} />
          {status.value.about['has_findings'] === true ? <HomeFindings client={client} /> : null}
        </>
      )}
    </>
  )
}
