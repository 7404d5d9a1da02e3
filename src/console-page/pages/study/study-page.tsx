import type { VNode } from 'preact'
import { type JsonRecord } from '../../../record.js'
import { numberAt, objectAt, objectsAt, textAt } from '../../../record-members.js'
import type { PageProps } from '../../page-props.js'
import { Shown } from '../../parts/shown.js'
import { useAnswer } from '../../parts/use-answer.js'
import { View } from '../../views/view.js'
import { isOfReadings, shownNumber } from '../../words.js'
import { PeopleTable } from './people-table.js'
import { SilentList } from './silent-list.js'

const countOf = (type: JsonRecord): number => numberAt(type, 'observation_count') ?? 0

/** Days of silence that the address asks about: `silent/7` after the study. */
const daysIn = ([, page, days]: readonly string[]): number =>
  page === 'silent' ? Number(days) || 0 : 0

/** One study: who is silent, what it holds, consent, participants. */
export function StudyPage({ own, path }: PageProps): VNode {
  const study = Number(path[0])
  const metadata = useAnswer(
    async (signal) => {
      const args = { study_id: study }
      const { value } = await own.until(signal).call('get_study_metadata', args)
      return { args, value }
    },
    [study],
  )
  return (
    <Shown answer={metadata}>
      {({ args, value }) => {
        const types = objectsAt(value, 'data_types')
        const readings = types
          .filter((type) => isOfReadings(textAt(type, 'code')))
          .toSorted((a, b) => countOf(b) - countOf(a))
        return (
          <>
            <h1>{textAt(value, 'name')}</h1>
            <p>{textAt(value, 'description')}</p>
            <p>
              {textAt(objectAt(value, 'organization'), 'name')} ·{' '}
              {shownNumber(numberAt(value, 'patient_count'))} participants ·{' '}
              {shownNumber(numberAt(value, 'observation_count'))} observations
            </p>
            {typeof value['role'] === 'string' ? (
              <>
                <h2>Who has been silent?</h2>
                {readings.length === 0 ? (
                  <p>This study asks for no readings.</p>
                ) : (
                  <SilentList own={own} study={study} types={readings} days={daysIn(path)} />
                )}
              </>
            ) : null}
            <h2>Participants</h2>
            <PeopleTable own={own} study={study} />
            <h2>Data and consent</h2>
            <View server={own} tool="get_study_metadata" args={args} answer={value} />
          </>
        )
      }}
    </Shown>
  )
}
