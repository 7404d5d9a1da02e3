import { numberIn, textIn, type Fields } from '../../picture/answer/fields.js'
import { counted, figure } from '../../picture/words/numbers.js'
import type { FrameWords } from '../parts/frame.js'
import type { PeopleAnswer } from './person.js'

const studyIn = ({ study_id: study }: Fields): string => {
  const id = numberIn(study)
  return id === undefined ? '' : ` of study ${String(id)}`
}

/** How many of all are on this page. */
const countText = ({ people, total }: PeopleAnswer): string =>
  people.length >= total
    ? counted(people.length, 'patient', 'patients')
    : `${figure(people.length, 0)} of ${counted(total, 'patient', 'patients')}`

/** What a page of patients is called. No name that was searched for is repeated. */
export const peopleWords = (args: Fields, answer: PeopleAnswer, isSearch: boolean): FrameWords => ({
  title: isSearch ? 'Patients found' : `Patients${studyIn(args)}`,
  subtitle: countText(answer),
  withheld: [],
  notes: [
    ...(textIn(args['cursor']) === undefined ? [] : ['This is a later page.']),
    ...(answer.notice === undefined ? [] : [answer.notice]),
  ],
})

/** Whose list is looked at, for the model: ids alone. */
export const listLookedAt = (args: Fields, isSearch: boolean): string =>
  `The person looks at ${isSearch ? 'patients found by search_patients' : `get_patient_demographics${studyIn(args)}`}.`

/** Who was picked of it, for the model: the id alone; empty for nobody. */
export const chosenLookedAt = (id: string): string =>
  `${id === '' ? 'no patient' : `patient ${id}`} chosen`

/** What has become of a choice. @param id who was picked; empty for nobody */
export function choiceWords(id: string, isTaken: boolean): string {
  if (isTaken) return id === '' ? '' : `Patient ${id} chosen`
  const said = id === '' ? 'that no patient is chosen' : `"patient ${id}"`
  return `The host did not take the choice. Write ${said} in the conversation.`
}
