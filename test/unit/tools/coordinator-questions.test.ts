import { expect, it } from 'vitest'

import { parseToolset } from '../../../src/tools/toolset.js'
import { coordinatorQuestions } from '../../support/tools/coordinator-questions.js'

it('cohort 13: 20 questions of coordinators are answered in at most 1.3 calls each with the toolset cohort', () => {
  const calls = coordinatorQuestions.flatMap((question) => [...question.calls])
  expect(new Set(coordinatorQuestions.map(({ ask }) => ask)).size).toBeGreaterThanOrEqual(20)
  expect(calls.length / coordinatorQuestions.length).toBeLessThanOrEqual(1.3)
  const offered = parseToolset('default,cohort').tools.map(({ name }) => name)
  expect(calls.filter(({ tool }) => !offered.includes(tool))).toEqual([])
  expect(new Set(calls.map(({ tool }) => tool))).toEqual(
    new Set([...parseToolset('cohort').tools.map(({ name }) => name), 'get_patient_demographics']),
  )
})
