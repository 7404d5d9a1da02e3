import type { VNode } from 'preact'
import { objectsAt, textAt } from '../../record-members.js'
import type { PageProps } from '../page-props.js'
import { Shown } from '../parts/shown.js'
import { readStudies } from '../parts/studies.js'
import { useAnswer } from '../parts/use-answer.js'
import { ConsentBars } from './consent-bars.js'

/** Consent of every study, without any name. */
export function ConsentPage({ own }: PageProps): VNode {
  const studies = useAnswer(async (signal) => {
    const asked = own.until(signal)
    const listed = await readStudies(asked)
    return await Promise.all(
      listed.map(
        async ({ id }) => (await asked.call('get_study_metadata', { study_id: id })).value,
      ),
    )
  }, [])
  return (
    <>
      <h1>Consent</h1>
      <p>
        A study asks each participant for types of data. What somebody declined, withdrew or has not
        answered is left out of every answer, picture and count, also for you.
      </p>
      <Shown answer={studies}>
        {(found) =>
          found.map((study) => (
            <section key={String(study['id'])}>
              <h2>
                <a href={`#/studies/${String(study['id'])}`}>{textAt(study, 'name')}</a>
              </h2>
              <ConsentBars study={textAt(study, 'name')} types={objectsAt(study, 'data_types')} />
            </section>
          ))
        }
      </Shown>
    </>
  )
}
